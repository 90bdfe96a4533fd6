package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.api.m2m.M2M;
import com.stytch.java.consumer.models.m2m.AuthenticateTokenRequest;
import com.stytch.java.consumer.models.m2m.M2MSearchQuery;
import com.stytch.java.consumer.models.m2m.M2MSearchQueryOperator;
import com.stytch.java.consumer.models.m2m.TokenRequest;
import com.stytch.java.consumer.models.m2m.TokenResponse;
import com.stytch.java.consumer.models.m2mclients.CreateRequest;
import com.stytch.java.consumer.models.m2mclients.DeleteRequest;
import com.stytch.java.consumer.models.m2mclients.GetRequest;
import com.stytch.java.consumer.models.m2mclients.SearchRequest;
import com.stytch.java.consumer.models.m2mclients.UpdateRequest;
import com.stytch.java.consumer.models.m2mclients.UpdateRequestStatus;
import com.stytch.java.consumer.models.m2mclientssecrets.RotateCancelRequest;
import com.stytch.java.consumer.models.m2mclientssecrets.RotateRequest;
import com.stytch.java.consumer.models.m2mclientssecrets.RotateStartRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Machines: clients, their tokens and their secrets. */
final class Machines {
  private static final List<String> SCOPES = List.of("read:reports", "write:reports", "admin");

  private final World world;
  private final M2M m2m;
  private String id;
  private String secret;
  private String accessToken;

  Machines(World world) {
    this.world = world;
    this.m2m = world.client.getM2m();
  }

  void use() {
    step("m2m.clients.create and token", this::create);
    step("m2m: a token checked locally, with its scopes", this::checkLocally);
    step("m2m: a token introspected and revoked", this::introspect);
    step("m2m: a wrong secret and a scope that is not assigned", this::refusals);
    step("m2m: both secrets during a rotation", this::rotate);
    step("m2m: search, update and deletion", this::manage);
  }

  private TokenResponse token(String with, List<String> scopes) throws Exception {
    return value(m2m.tokenCompletable(new TokenRequest(id, with, scopes)));
  }

  private void refused(String client, String with, List<String> scopes, String type)
      throws Exception {
    expectError(m2m.tokenCompletable(new TokenRequest(client, with, scopes)), 400, type);
  }

  private void create() throws Exception {
    Map<String, String> metadata = Map.of("tenant", "t-17");
    var request = new CreateRequest(SCOPES, null, null, "Reporter", null, metadata);
    var made = value(m2m.getClients().createCompletable(request)).getM2mClient();
    id = made.getClientId();
    secret = made.getClientSecret();
    equal(id.startsWith("m2m-client-test-"), true);
    equal(secret.length(), 44);
    equal(made.getClientSecretLastFour(), secret.substring(40));
    var got = value(m2m.getClients().getCompletable(new GetRequest(id))).getM2mClient();
    equal(got.getClientName(), "Reporter");
    equal(got.getScopes(), SCOPES);
    equal(got.getTrustedMetadata(), metadata);
    TokenResponse answer = token(secret, null);
    equal(answer.getTokenType(), "bearer");
    equal(answer.getExpiresIn(), 3600);
    accessToken = answer.getAccessToken();
  }

  private boolean accepts(String token, List<String> required) throws Exception {
    var request = new AuthenticateTokenRequest(token, required);
    return m2m.authenticateTokenCompletable(request).get() instanceof StytchResult.Success;
  }

  private void checkLocally() throws Exception {
    var request = new AuthenticateTokenRequest(accessToken, List.of("read:reports"), 600);
    var claims = value(m2m.authenticateTokenCompletable(request));
    equal(claims.getClientId(), id);
    equal(claims.getScopes(), SCOPES);
    equal(claims.getCustomClaims().get("tenant"), "t-17");
    String narrow = token(secret, List.of("read:reports")).getAccessToken();
    equal(accepts(narrow, List.of("read:reports", "write:reports")), false);
    equal(accepts(accessToken.substring(0, accessToken.length() - 8) + "AAAAAAAA", null), false);
  }

  /** The client has no method for these two. */
  private Map<?, ?> ask(String endpoint, String token) throws Exception {
    return world.postForm(endpoint, Map.of("token", token, "client_id", id, "client_secret", secret));
  }

  private void introspect() throws Exception {
    String token = token(secret, null).getAccessToken();
    Map<?, ?> found = ask("introspect", token);
    equal(found.get("active"), true);
    equal(found.get("sub"), id);
    equal(found.get("scope"), String.join(" ", SCOPES));
    equal(found.get("aud"), List.of(world.projectId));
    equal(found.get("tenant"), "t-17");
    ask("revoke", token);
    equal(ask("introspect", token).get("active"), false);
  }

  private void refusals() throws Exception {
    refused(id, "wrong", null, "invalid_client");
    refused("m2m-client-test-" + UUID.randomUUID(), secret, null, "invalid_client");
    refused(id, secret, List.of("read:reports", "root"), "invalid_scope");
  }

  private void rotate() throws Exception {
    var secrets = m2m.getClients().getSecrets();
    var start = new RotateStartRequest(id);
    var started = value(secrets.rotateStartCompletable(start)).getM2mClient();
    String next = started.getNextClientSecret();
    equal(started.getNextClientSecretLastFour(), next.substring(40));
    expectError(
        secrets.rotateStartCompletable(start), 400, "m2m_client_already_rotating_secret");
    token(secret, null);
    token(next, null);
    value(secrets.rotateCancelCompletable(new RotateCancelRequest(id)));
    refused(id, next, null, "invalid_client");
    String last =
        value(secrets.rotateStartCompletable(start)).getM2mClient().getNextClientSecret();
    var rotated = value(secrets.rotateCompletable(new RotateRequest(id))).getM2mClient();
    equal(rotated.getClientSecretLastFour(), last.substring(40));
    equal(rotated.getNextClientSecretLastFour(), null);
    refused(id, secret, null, "invalid_client");
    token(last, null);
    secret = last;
  }

  private void manage() throws Exception {
    var clients = m2m.getClients();
    var query =
        new M2MSearchQuery(
            M2MSearchQueryOperator.AND,
            List.of(
                Map.of("filter_name", "scopes", "filter_value", List.of("admin")),
                Map.of("filter_name", "client_name", "filter_value", List.of("Reporter"))));
    var found = value(clients.searchCompletable(new SearchRequest(null, 10L, query)));
    equal(found.getM2mClients().size(), 1);
    equal(found.getM2mClients().get(0).getClientId(), id);
    equal(found.getResultsMetadata().getTotal(), 1);
    UpdateRequestStatus inactive = UpdateRequestStatus.INACTIVE;
    value(
        clients.updateCompletable(new UpdateRequest(id, null, null, inactive, List.of("admin"))));
    refused(id, secret, null, "invalid_client");
    // What was issued stays good where it is checked without the server.
    equal(accepts(accessToken, null), true);
    equal(value(clients.deleteCompletable(new DeleteRequest(id))).getClientId(), id);
    expectError(clients.getCompletable(new GetRequest(id)), 404, "m2m_client_not_found");
  }
}
