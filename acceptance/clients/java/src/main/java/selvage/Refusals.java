package selvage;

import static selvage.Report.expectError;
import static selvage.Report.step;

import com.stytch.java.consumer.StytchClient;
import com.stytch.java.consumer.api.magiclinks.MagicLinks;
import com.stytch.java.consumer.models.magiclinks.AuthenticateRequest;
import com.stytch.java.consumer.models.users.CreateRequest;
import com.stytch.java.consumer.models.users.GetRequest;
import java.util.UUID;

/** What an application meets every day: each refusal arrives as the client's own error. */
final class Refusals {
  private Refusals() {}

  static void meet(World world) {
    com.stytch.java.consumer.api.users.Users users = world.client.getUsers();
    MagicLinks links = world.client.getMagicLinks();
    step(
        "error: wrong secret",
        () -> {
          try (StytchClient stranger = world.clientWith("secret-test-" + UUID.randomUUID())) {
            GetRequest request = new GetRequest(world.userId);
            expectError(
                stranger.getUsers().getCompletable(request), 401, "unauthorized_credentials");
          }
        });
    step(
        "error: unknown user",
        () -> {
          GetRequest request = new GetRequest("user-test-" + UUID.randomUUID());
          expectError(users.getCompletable(request), 404, "user_not_found");
        });
    step(
        "error: duplicate email",
        () -> {
          CreateRequest request = new CreateRequest(world.ada);
          expectError(users.createCompletable(request), 400, "duplicate_email");
        });
    step(
        "error: invalid email",
        () -> {
          CreateRequest request = new CreateRequest("not an address");
          expectError(users.createCompletable(request), 400, "invalid_email");
        });
    step(
        "error: used magic link",
        () -> {
          AuthenticateRequest request = new AuthenticateRequest(world.usedToken);
          expectError(links.authenticateCompletable(request), 401, "unable_to_auth_magic_link");
        });
    step(
        "error: unknown magic link",
        () -> {
          AuthenticateRequest request = new AuthenticateRequest(Secrets.random(33));
          expectError(links.authenticateCompletable(request), 404, "magic_link_not_found");
        });
    step(
        "error: malformed session token",
        () ->
            expectError(
                world
                    .client
                    .getSessions()
                    .authenticateCompletable(
                        new com.stytch.java.consumer.models.sessions.AuthenticateRequest(
                            "INVALID")),
                400,
                "invalid_session_token"));
  }
}
