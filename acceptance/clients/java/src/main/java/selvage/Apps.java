package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.api.users.Users;
import com.stytch.java.consumer.models.connectedappsclients.CreateRequestClientType;
import com.stytch.java.consumer.models.idpoauth.AuthorizeRequest;
import com.stytch.java.consumer.models.idpoauth.AuthorizeStartRequest;
import com.stytch.java.consumer.models.m2m.AuthenticateTokenRequest;
import com.stytch.java.consumer.models.magiclinks.AuthenticateResponse;
import com.stytch.java.consumer.models.sessions.ExchangeAccessTokenRequest;
import com.stytch.java.consumer.models.users.ConnectedAppsRequest;
import com.stytch.java.consumer.models.users.CreateRequest;
import com.stytch.java.consumer.models.users.RevokeRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Apps that users let in: authorization, tokens, the way back to a session. */
final class Apps {
  private static final String REDIRECT = "https://app.example.com/callback";
  private static final List<String> SCOPES = List.of("openid", "full_access");
  private static final String TEMPLATE = "{\"plan\": {{ user.trusted_metadata.plan }}}";

  private final World world;
  private final Users users;
  private String id;
  private String secret;
  private String userId;
  private AuthenticateResponse login;
  private String accessToken;

  Apps(World world) {
    this.world = world;
    this.users = world.client.getUsers();
  }

  void use() {
    step("connected_apps: a user authorizes an app", this::authorize);
    step(
        "connected_apps: an access token introspected and checked locally", this::introspect);
    step("sessions.exchange_access_token", this::exchange);
    step("users.connected_apps and revoke", this::revoke);
  }

  /** A call of the app itself: the client has no method for it. */
  private Map<?, ?> call(String endpoint, Map<String, String> parameters) throws Exception {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put("client_id", id);
    all.put("client_secret", secret);
    return world.postForm(endpoint, all);
  }

  private void authorize() throws Exception {
    var create =
        new com.stytch.java.consumer.models.connectedappsclients.CreateRequest(
            CreateRequestClientType.FIRST_PARTY,
            "Notes",
            null,
            List.of(REDIRECT),
            true,
            null,
            null,
            TEMPLATE);
    var clients = world.client.getConnectedApp().getClients();
    var app = value(clients.createCompletable(create)).getConnectedApp();
    id = app.getClientId();
    secret = app.getClientSecret();
    equal(id.startsWith("connected-app-test-"), true);
    var user = new CreateRequest(world.address("apps"), null, null, null, null, Map.of("plan", "gold"));
    userId = value(users.createCompletable(user)).getUserId();
    login = world.logInByLink(userId);
    String session = login.getSessionToken();
    var oauth = world.client.getIdp().getOauth();
    var start = new AuthorizeStartRequest(id, REDIRECT, "code", SCOPES, null, session);
    var started = value(oauth.authorizeStartCompletable(start));
    equal(started.getUserId(), userId);
    equal(started.getClient().getClientName(), "Notes");
    equal(started.getConsentRequired(), false);
    equal(started.getScopeResults().get(1).isGrantable(), true);
    var request =
        new AuthorizeRequest(
            false, SCOPES, id, REDIRECT, "code", null, session, null, null, "s-1");
    var authorized = value(oauth.authorizeCompletable(request));
    equal(authorized.getRedirectUri().contains("state=s-1"), true);
    Map<?, ?> tokens =
        call(
            "token",
            Map.of(
                "grant_type", "authorization_code",
                "code", authorized.getAuthorizationCode(),
                "redirect_uri", REDIRECT));
    equal(tokens.get("scope"), String.join(" ", SCOPES));
    equal(tokens.containsKey("id_token"), true);
    accessToken = (String) tokens.get("access_token");
  }

  private void introspect() throws Exception {
    Map<?, ?> found = call("introspect", Map.of("token", accessToken));
    equal(found.get("active"), true);
    equal(found.get("sub"), userId);
    equal(found.get("client_id"), id);
    equal(found.get("aud"), List.of(world.projectId));
    equal(found.get("plan"), "gold");
    // The client's only local check of such a token is that of M2M tokens.
    var m2m = world.client.getM2m();
    var local = value(m2m.authenticateTokenCompletable(new AuthenticateTokenRequest(accessToken)));
    equal(local.getScopes(), SCOPES);
    equal(local.getCustomClaims().get("plan"), "gold");
    String tampered = accessToken.substring(0, accessToken.length() - 8) + "AAAAAAAA";
    var refused = m2m.authenticateTokenCompletable(new AuthenticateTokenRequest(tampered)).get();
    equal(refused instanceof StytchResult.Success, false);
    equal(call("introspect", Map.of("token", tampered)).get("active"), false);
  }

  private void exchange() throws Exception {
    var sessions = world.client.getSessions();
    var request = new ExchangeAccessTokenRequest(accessToken, 60);
    var answer = value(sessions.exchangeAccessTokenCompletable(request));
    equal(answer.getUserId(), userId);
    equal(answer.getSession().getSessionId(), login.getSession().getSessionId());
    var factors = answer.getSession().getAuthenticationFactors();
    var factor = factors.get(factors.size() - 1).getOauthAccessTokenExchangeFactor();
    equal(factor.getClientId(), id);
    expectError(
        sessions.exchangeAccessTokenCompletable(request),
        404,
        "idp_access_token_could_not_be_exchanged");
  }

  private void revoke() throws Exception {
    var list = new ConnectedAppsRequest(userId);
    var granted = value(users.connectedAppsCompletable(list)).getConnectedApps();
    equal(granted.size(), 1);
    equal(granted.get(0).getConnectedAppId(), id);
    equal(granted.get(0).getScopesGranted(), String.join(" ", SCOPES));
    value(users.revokeCompletable(new RevokeRequest(userId, id)));
    equal(value(users.connectedAppsCompletable(list)).getConnectedApps(), List.of());
    equal(call("introspect", Map.of("token", accessToken)).get("active"), false);
  }
}
