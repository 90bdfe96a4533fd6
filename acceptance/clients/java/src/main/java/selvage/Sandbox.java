package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.magiclinks.MagicLinks;
import com.stytch.java.consumer.models.magiclinks.AuthenticateRequest;
import com.stytch.java.consumer.models.magiclinks.AuthenticateResponse;
import com.stytch.java.consumer.models.magiclinksemail.LoginOrCreateRequest;
import com.stytch.java.consumer.models.sessions.Session;
import java.time.Instant;
import java.util.List;

/** The fixed values that test suites of applications rely on. */
final class Sandbox {
  private static final String EMAIL = "sandbox@stytch.com";
  private static final String USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd";
  private static final String SESSION_TOKEN = "WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY";
  private static final String UNKNOWN_SESSION_TOKEN =
      "59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw";
  private static final String TOKEN = "DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=";
  private static final String USED_TOKEN = "3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU=";
  private static final String UNKNOWN_TOKEN = "CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM=";

  private final World world;
  private final MagicLinks links;
  private final com.stytch.java.consumer.api.sessions.Sessions sessions;

  Sandbox(World world) {
    this.world = world;
    this.links = world.client.getMagicLinks();
    this.sessions = world.client.getSessions();
  }

  void check() {
    step("sandbox: magic link", this::magicLink);
    step("sandbox: used and unknown magic link", this::deadLinks);
    step("sandbox: session", this::session);
    step("sandbox: email is not sent", this::email);
  }

  private void magicLink() throws Exception {
    AuthenticateResponse plain =
        value(links.authenticateCompletable(new AuthenticateRequest(TOKEN)));
    equal(plain.getUserId(), USER);
    equal(plain.getSession(), null);
    AuthenticateRequest request = new AuthenticateRequest(TOKEN, null, null, null, 60);
    AuthenticateResponse lasting = value(links.authenticateCompletable(request));
    equal(lasting.getSessionToken(), SESSION_TOKEN);
    equal(
        lasting
            .getSession()
            .getAuthenticationFactors()
            .get(0)
            .getEmailFactor()
            .getEmailAddress(),
        EMAIL);
  }

  private void deadLinks() throws Exception {
    expectError(
        links.authenticateCompletable(new AuthenticateRequest(USED_TOKEN)),
        401,
        "unable_to_auth_magic_link");
    expectError(
        links.authenticateCompletable(new AuthenticateRequest(UNKNOWN_TOKEN)),
        404,
        "magic_link_not_found");
  }

  private static com.stytch.java.consumer.models.sessions.AuthenticateRequest token(String token) {
    return new com.stytch.java.consumer.models.sessions.AuthenticateRequest(token);
  }

  private void session() throws Exception {
    var answer = value(sessions.authenticateCompletable(token(SESSION_TOKEN)));
    equal(answer.getSessionToken(), SESSION_TOKEN);
    equal(answer.getSession().getUserId(), USER);
    equal(answer.getSession().getStartedAt(), Instant.parse("2021-08-28T00:41:58.935673Z"));
    Session local =
        value(sessions.authenticateJwtLocalCompletable(answer.getSessionJWT(), null, 0));
    equal(local.getUserId(), USER);
    expectError(
        sessions.authenticateCompletable(token(UNKNOWN_SESSION_TOKEN)), 404, "session_not_found");
  }

  private void email() throws Exception {
    LoginOrCreateRequest request =
        new LoginOrCreateRequest(
            EMAIL, "http://localhost:8000/login", "http://localhost:8000/signup");
    equal(value(links.getEmail().loginOrCreateCompletable(request)).getUserId(), USER);
    equal(world.inbox.messagesTo(EMAIL), List.of());
  }
}
