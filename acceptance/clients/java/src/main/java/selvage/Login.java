package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.refusal;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.api.magiclinks.MagicLinks;
import com.stytch.java.consumer.models.magiclinks.AuthenticateRequest;
import com.stytch.java.consumer.models.magiclinks.AuthenticateResponse;
import com.stytch.java.consumer.models.magiclinks.CreateRequest;
import com.stytch.java.consumer.models.magiclinks.CreateResponse;
import com.stytch.java.consumer.models.magiclinksemail.InviteRequest;
import com.stytch.java.consumer.models.magiclinksemail.LoginOrCreateRequest;
import com.stytch.java.consumer.models.magiclinksemail.LoginOrCreateResponse;
import com.stytch.java.consumer.models.magiclinksemail.RevokeInviteRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorDeliveryMethod;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import com.stytch.java.consumer.models.users.GetRequest;
import com.stytch.java.consumer.models.users.Name;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Logging in by email magic link, by invitation and by a link that the application sends. */
final class Login {
  private final World world;
  private final MagicLinks links;
  private final String newcomer;
  private final String guest;
  private final String verifier = Secrets.random(32);
  private String pkceToken;
  private String inviteToken;

  Login(World world) {
    this.world = world;
    this.links = world.client.getMagicLinks();
    this.newcomer = world.address("pkce");
    this.guest = world.address("guest");
  }

  void byMail() {
    step("magic_links.email.login_or_create for a known user", this::known);
    step("magic_links.authenticate with a session", this::authenticate);
  }

  void otherWays() {
    step("magic_links.email.login_or_create for a new user with PKCE", this::newUser);
    step(
        "wrong PKCE verifier",
        () -> expectError(redeem(pkceToken, Secrets.random(32)), 400, "pkce_mismatch"));
    step("right PKCE verifier", this::rightVerifier);
    step("magic_links.email.invite", this::invite);
    step("magic_links.email.revoke_invite", this::revokeInvite);
    step("embeddable magic link", this::embeddable);
  }

  private CompletableFuture<StytchResult<AuthenticateResponse>> redeem(
      String token, String codeVerifier) {
    return links.authenticateCompletable(
        new AuthenticateRequest(token, null, null, null, null, null, null, codeVerifier));
  }

  private LoginOrCreateResponse loginOrCreate(String email, String challenge) throws Exception {
    LoginOrCreateRequest request =
        new LoginOrCreateRequest(
            email, World.REDIRECT, World.REDIRECT, null, null, null, null, null, null, challenge);
    return value(links.getEmail().loginOrCreateCompletable(request));
  }

  private void known() throws Exception {
    LoginOrCreateResponse sent = loginOrCreate(world.ada, null);
    equal(sent.getUserId(), world.userId);
    equal(sent.getEmailId(), world.emailId);
    equal(sent.getUserCreated(), false);
  }

  private void authenticate() throws Exception {
    world.usedToken = world.inbox.tokenTo(world.ada);
    Map<String, Object> claims = Map.of("cart", "c-17", "nested", Map.of("level", 2));
    AuthenticateRequest request =
        new AuthenticateRequest(world.usedToken, null, null, null, 60, null, claims);
    AuthenticateResponse answer = value(links.authenticateCompletable(request));
    equal(answer.getUserId(), world.userId);
    equal(answer.getMethodId(), world.emailId);
    equal(answer.getUser().getEmails().get(0).getVerified(), true);
    equal(answer.getResetSessions(), false);
    equal(answer.getSessionToken().length(), 44);
    equal(
        answer.getSession().getCustomClaims(),
        Map.of("cart", "c-17", "nested", Map.of("level", 2.0)));
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.MAGIC_LINK);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.EMAIL);
    equal(factor.getEmailFactor().getEmailAddress(), world.ada);
    world.sessionId = answer.getSession().getSessionId();
    world.sessionToken = answer.getSessionToken();
    world.sessionJwt = answer.getSessionJWT();
  }

  private void newUser() throws Exception {
    equal(loginOrCreate(newcomer, Secrets.challenge(verifier)).getUserCreated(), true);
    pkceToken = world.inbox.tokenTo(newcomer);
  }

  private void rightVerifier() throws Exception {
    AuthenticateResponse answer = value(redeem(pkceToken, verifier));
    equal(answer.getUser().getEmails().get(0).getEmail(), newcomer);
    equal(answer.getSession(), null);
    equal(answer.getSessionToken(), "");
    equal(answer.getSessionJWT(), "");
  }

  private void invite() throws Exception {
    InviteRequest request =
        new InviteRequest(guest, null, null, new Name("Grace"), World.REDIRECT);
    String userId = value(links.getEmail().inviteCompletable(request)).getUserId();
    GetRequest get = new GetRequest(userId);
    equal(value(world.client.getUsers().getCompletable(get)).getStatus(), "pending");
    inviteToken = world.inbox.tokenTo(guest);
  }

  private void revokeInvite() throws Exception {
    value(links.getEmail().revokeInviteCompletable(new RevokeInviteRequest(guest)));
    int status = refusal(redeem(inviteToken, null)).getStatusCode();
    equal(List.of(401, 404).contains(status), true);
  }

  private void embeddable() throws Exception {
    CreateResponse made = value(links.createCompletable(new CreateRequest(world.userId, 15)));
    equal(made.getUserId(), world.userId);
    AuthenticateRequest request =
        new AuthenticateRequest(made.getToken(), null, null, null, 10);
    AuthenticateResponse answer = value(links.authenticateCompletable(request));
    equal(answer.getUserId(), world.userId);
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.EMBEDDED);
    equal(factor.getEmbeddableMagicLinkFactor().getEmbeddedId().isEmpty(), false);
  }
}
