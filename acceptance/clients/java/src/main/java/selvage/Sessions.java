package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.JWTResponse;
import com.stytch.java.common.JWTSessionResponse;
import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.models.sessions.AuthenticateRequest;
import com.stytch.java.consumer.models.sessions.AuthenticateResponse;
import com.stytch.java.consumer.models.sessions.GetJWKSRequest;
import com.stytch.java.consumer.models.sessions.GetRequest;
import com.stytch.java.consumer.models.sessions.JWK;
import com.stytch.java.consumer.models.sessions.RevokeRequest;
import com.stytch.java.consumer.models.sessions.Session;
import java.util.List;
import java.util.Map;

/** Sessions: checked by token, by JWT and without the server, listed and revoked. */
final class Sessions {
  private static final Map<String, Object> CLAIMS =
      Map.of("cart", "c-17", "coupon", "x", "nested", Map.of("level", 2.0));

  private final World world;
  private final com.stytch.java.consumer.api.sessions.Sessions sessions;

  Sessions(World world) {
    this.world = world;
    this.sessions = world.client.getSessions();
  }

  void check() {
    step("sessions.authenticate by token", this::byToken);
    step("sessions.authenticate by JWT", this::byJwt);
    step("session JWT checked locally", this::local);
    step("sessions.get", this::list);
    step("sessions.get_jwks", this::keys);
  }

  void end() {
    step("sessions.revoke", this::revoke);
  }

  private AuthenticateRequest token(Map<String, Object> claims) {
    return new AuthenticateRequest(world.sessionToken, null, null, claims);
  }

  private AuthenticateRequest jwt() {
    return new AuthenticateRequest(null, null, world.sessionJwt);
  }

  private void byToken() throws Exception {
    AuthenticateResponse answer =
        value(sessions.authenticateCompletable(token(Map.of("coupon", "x"))));
    equal(answer.getSession().getSessionId(), world.sessionId);
    equal(answer.getSessionToken(), world.sessionToken);
    equal(answer.getUser().getUserId(), world.userId);
    equal(answer.getSession().getCustomClaims(), CLAIMS);
    world.sessionJwt = answer.getSessionJWT();
  }

  private void byJwt() throws Exception {
    AuthenticateResponse answer = value(sessions.authenticateCompletable(jwt()));
    equal(answer.getSession().getSessionId(), world.sessionId);
    equal(answer.getSessionJWT().split("\\.").length, 3);
  }

  private void local() throws Exception {
    Session session = value(sessions.authenticateJwtLocalCompletable(world.sessionJwt, null, 0));
    equal(session.getSessionId(), world.sessionId);
    equal(session.getUserId(), world.userId);
    equal(session.getCustomClaims().get("coupon"), "x");
    equal(
        session.getAuthenticationFactors().get(0).getEmailFactor().getEmailAddress(), world.ada);
    JWTResponse mixed = value(sessions.authenticateJwtCompletable(world.sessionJwt, null));
    equal(((JWTSessionResponse) mixed).getResponse().getSessionId(), world.sessionId);
    String tampered = world.sessionJwt.substring(0, world.sessionJwt.length() - 8) + "AAAAAAAA";
    StytchResult<Session> refused =
        sessions.authenticateJwtLocalCompletable(tampered, null, 0).get();
    equal(refused instanceof StytchResult.Error, true);
  }

  private void list() throws Exception {
    List<Session> found =
        value(sessions.getCompletable(new GetRequest(world.userId))).getSessions();
    equal(found.stream().map(Session::getSessionId).toList(), List.of(world.sessionId));
  }

  private void keys() throws Exception {
    List<JWK> keys =
        value(sessions.getJWKSCompletable(new GetJWKSRequest(world.projectId))).getKeys();
    equal(keys.isEmpty(), false);
    equal(keys.get(0).getAlg(), "RS256");
  }

  private void revoke() throws Exception {
    value(sessions.revokeCompletable(new RevokeRequest(world.sessionId)));
    expectError(sessions.authenticateCompletable(token(null)), 404, "session_not_found");
    expectError(sessions.authenticateCompletable(jwt()), 404, "session_not_found");
  }
}
