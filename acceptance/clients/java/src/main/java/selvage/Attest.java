package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.squareup.moshi.Moshi;
import com.stytch.java.consumer.api.sessions.Sessions;
import com.stytch.java.consumer.models.sessions.AttestRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorDeliveryMethod;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Logins by the tokens of another system. */
final class Attest {
  private final World world;
  private final Sessions sessions;
  private final Map<?, ?> trusted;
  private final String profile;
  private String userId;

  Attest(World world) throws Exception {
    this.world = world;
    this.sessions = world.client.getSessions();
    String text = Files.readString(Path.of(System.getenv("SELVAGE_CLIENT_WORLD")));
    Map<?, ?> read = new Moshi.Builder().build().adapter(Map.class).fromJson(text);
    trusted = (Map<?, ?>) read.get("trusted");
    profile = text("profile_id");
  }

  void use() {
    step("sessions.attest: a new user", this::newUser);
    step("sessions.attest: a factor of a session", this::factor);
    step("sessions.attest: refused tokens", this::refusals);
  }

  private String text(String name) {
    return (String) trusted.get(name);
  }

  private void newUser() throws Exception {
    var request = new AttestRequest(profile, text("token"), 60);
    var answer = value(sessions.attestCompletable(request));
    userId = answer.getUserId();
    equal(answer.getUser().getEmails().get(0).getEmail(), text("email"));
    equal(answer.getUser().getExternalId(), text("subject"));
    equal(answer.getUser().getRoles(), List.of("stytch_user", "editor"));
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.TRUSTED_AUTH_TOKEN);
    equal(
        factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.TRUSTED_TOKEN_EXCHANGE);
    equal(factor.getTrustedAuthTokenFactor().getTokenId().isEmpty(), false);
    var local =
        value(sessions.authenticateJwtLocalCompletable(answer.getSessionJWT(), null, 0));
    equal(local.getUserId(), userId);
  }

  private void factor() throws Exception {
    String token = world.logInByLink(userId).getSessionToken();
    var request = new AttestRequest(profile, text("second_token"), null, null, token);
    var answer = value(sessions.attestCompletable(request));
    equal(answer.getSessionToken(), token);
    equal(
        answer.getSession().getAuthenticationFactors().stream()
            .map(AuthenticationFactor::getType)
            .toList(),
        List.of(
            AuthenticationFactorType.MAGIC_LINK, AuthenticationFactorType.TRUSTED_AUTH_TOKEN));
  }

  private void refused(String profileId, String token, int status, String type)
      throws Exception {
    expectError(sessions.attestCompletable(new AttestRequest(profileId, token)), status, type);
  }

  private void refusals() throws Exception {
    refused(profile, text("of_another_key"), 400, "invalid_trusted_auth_token");
    refused(profile, text("expired"), 400, "invalid_trusted_auth_token");
    refused(profile, text("of_another_issuer"), 401, "jwt_invalid_issuer");
    refused(profile, text("of_another_audience"), 401, "jwt_invalid_audience");
    String unknown = profile.substring(0, profile.length() - 4) + "0000";
    refused(unknown, text("token"), 404, "trusted_token_profile_not_found");
  }
}
