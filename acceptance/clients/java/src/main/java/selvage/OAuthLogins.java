package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.oauth.OAuth;
import com.stytch.java.consumer.models.oauth.AttachRequest;
import com.stytch.java.consumer.models.oauth.AuthenticateRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorDeliveryMethod;
import com.stytch.java.consumer.models.users.DeleteOAuthRegistrationRequest;
import java.util.Map;

/** Logins through other providers, answered by the server's stand-in, and the sandbox token. */
final class OAuthLogins {
  private static final String SANDBOX_USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd";
  private static final String SANDBOX_TOKEN = "hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g";
  private static final String SANDBOX_UNKNOWN_TOKEN =
      "59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw";

  private final World world;
  private final OAuth oauth;
  private final String email;
  private String token;
  private String userId;

  OAuthLogins(World world) {
    this.world = world;
    this.oauth = world.client.getOauth();
    this.email = world.address("oauth");
  }

  void use() {
    step("oauth: a login through the stand-in, with PKCE", this::logIn);
    step("oauth: a used token", () -> expectUnknown(token));
    step("oauth.attach: the next login is that of the user", this::attach);
    step("sandbox: OAuth token", this::sandbox);
  }

  private void logIn() throws Exception {
    String verifier = Secrets.random(32);
    Map<String, String> back =
        StandIn.logIn(
            world,
            "google",
            Map.of("email", email, "given_name", "Ada", "family_name", "Lovelace"),
            Map.of("code_challenge", Secrets.challenge(verifier)));
    equal(back.get("stytch_token_type"), "oauth");
    equal(back.get("stytch_redirect_type"), "signup");
    token = back.get("token");
    expectError(
        oauth.authenticateCompletable(new AuthenticateRequest(token)),
        400,
        "pkce_expected_code_verifier");
    AuthenticateRequest request =
        new AuthenticateRequest(token, null, 60, null, null, verifier);
    var answer = value(oauth.authenticateCompletable(request));
    userId = answer.getUserId();
    equal(answer.getProviderType(), "Google");
    equal(answer.getProviderValues().getAccessToken().isEmpty(), false);
    equal(answer.getProviderValues().getIdToken().split("\\.").length, 3);
    var user = answer.getUser();
    equal(user.getName().getFirstName(), "Ada");
    equal(user.getEmails().get(0).getEmail(), email);
    equal(user.getEmails().get(0).getVerified(), true);
    equal(
        user.getProviders().get(0).getOauthUserRegistrationId(),
        answer.getOauthUserRegistrationId());
    AuthenticationFactor factor = answer.getUserSession().getAuthenticationFactors().get(0);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.OAUTH_GOOGLE);
    equal(factor.getGoogleOAuthFactor().getProviderSubject(), answer.getProviderSubject());
  }

  private void expectUnknown(String unknown) throws Exception {
    expectError(
        oauth.authenticateCompletable(new AuthenticateRequest(unknown)),
        400,
        "oauth_token_not_found");
  }

  private void attach() throws Exception {
    var made = value(oauth.attachCompletable(new AttachRequest("github", userId)));
    Map<String, String> back =
        StandIn.logIn(
            world,
            "github",
            Map.of("subject", email),
            Map.of("oauth_attach_token", made.getOauthAttachToken()));
    equal(back.get("stytch_redirect_type"), "login");
    var answer =
        value(oauth.authenticateCompletable(new AuthenticateRequest(back.get("token"))));
    equal(answer.getUserId(), userId);
    equal(answer.getUser().getProviders().size(), 2);
    var request = new DeleteOAuthRegistrationRequest(answer.getOauthUserRegistrationId());
    var left =
        value(world.client.getUsers().deleteOAuthRegistrationCompletable(request)).getUser();
    equal(left.getProviders().size(), 1);
    equal(left.getProviders().get(0).getProviderType(), "Google");
  }

  private void sandbox() throws Exception {
    var answer = value(oauth.authenticateCompletable(new AuthenticateRequest(SANDBOX_TOKEN)));
    equal(answer.getUserId(), SANDBOX_USER);
    expectUnknown(SANDBOX_UNKNOWN_TOKEN);
  }
}
