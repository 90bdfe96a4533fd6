package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.models.passwords.AuthenticateRequest;
import com.stytch.java.consumer.models.passwords.AuthenticateResponse;
import com.stytch.java.consumer.models.passwords.CreateRequest;
import com.stytch.java.consumer.models.passwords.CreateResponse;
import com.stytch.java.consumer.models.passwords.MigrateRequest;
import com.stytch.java.consumer.models.passwords.MigrateRequestHashType;
import com.stytch.java.consumer.models.passwords.MigrateResponse;
import com.stytch.java.consumer.models.passwords.StrengthCheckRequest;
import com.stytch.java.consumer.models.passwords.StrengthCheckResponse;
import com.stytch.java.consumer.models.passwordsemail.ResetRequest;
import com.stytch.java.consumer.models.passwordsemail.ResetResponse;
import com.stytch.java.consumer.models.passwordsemail.ResetStartRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorDeliveryMethod;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import java.util.concurrent.CompletableFuture;

/** Logging in by password, and every way to a new one. */
final class Passwords {
  private static final String FIRST = "violet-anchor-47-mosaic";
  private static final String SECOND = "quarry.Lantern.92.teapot";
  private static final String THIRD = "Amber_Falcon;31 maple";
  private static final String IMPORTED = "correct horse battery staple";

  /** By {@code htpasswd -B}. */
  private static final String IMPORTED_HASH =
      "$2y$05$Uaj5ltOhs.2M2DhZDMcD0OJID9ZJ6KrPIKv0OJMy2Kw05kjh7Z8U.";

  private final World world;
  private final com.stytch.java.consumer.api.passwords.Passwords passwords;
  private final String email;
  private String sessionToken;
  private String sessionId;

  Passwords(World world) {
    this.world = world;
    this.passwords = world.client.getPasswords();
    this.email = world.address("password");
  }

  void use() {
    step("passwords.create with a session", this::create);
    step("passwords.authenticate", this::authenticate);
    step("wrong password", () -> wrong(SECOND));
    step("passwords.strength_check", this::strengthCheck);
    step("passwords.migrate and first login", this::migrate);
    step("passwords.email.reset through the inbox", this::emailReset);
    step("passwords.existing_password.reset", this::existingPasswordReset);
    step("passwords.session.reset", this::sessionReset);
  }

  private void wrong(String password) throws Exception {
    AuthenticateRequest request = new AuthenticateRequest(email, password);
    expectError(passwords.authenticateCompletable(request), 401, "unauthorized_credentials");
  }

  private void create() throws Exception {
    CreateResponse made = value(passwords.createCompletable(new CreateRequest(email, FIRST, 60)));
    equal(made.getEmailId().startsWith("email-test-"), true);
    equal(made.getUser().getPassword().getPasswordId().startsWith("password-test-"), true);
    equal(made.getUser().getPassword().getRequiresReset(), false);
    equal(made.getUser().getEmails().get(0).getVerified(), false);
    AuthenticationFactor factor = made.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.PASSWORD);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.KNOWLEDGE);
    sessionToken = made.getSessionToken();
    sessionId = made.getSession().getSessionId();
  }

  private void authenticate() throws Exception {
    AuthenticateRequest request = new AuthenticateRequest(email, FIRST, sessionToken);
    AuthenticateResponse answer = value(passwords.authenticateCompletable(request));
    equal(answer.getSession().getSessionId(), sessionId);
    equal(answer.getSession().getAuthenticationFactors().size(), 1);
  }

  private StrengthCheckResponse check(String password) throws Exception {
    return value(passwords.strengthCheckCompletable(new StrengthCheckRequest(password, email)));
  }

  private void strengthCheck() throws Exception {
    StrengthCheckResponse weak = check("dragon12");
    equal(weak.getValidPassword(), false);
    equal(weak.getStrengthPolicy(), "zxcvbn");
    equal(weak.getFeedback().getSuggestions().isEmpty(), false);
    StrengthCheckResponse strong = check(SECOND);
    equal(strong.getValidPassword(), true);
    equal(strong.getBreachedPassword(), false);
    equal(strong.getScore(), 4);
  }

  private void migrate() throws Exception {
    String moved = world.address("moved");
    MigrateRequest request =
        new MigrateRequest(
            moved,
            IMPORTED_HASH,
            MigrateRequestHashType.BCRYPT,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            true);
    MigrateResponse made = value(passwords.migrateCompletable(request));
    equal(made.getUserCreated(), true);
    equal(made.getUser().getEmails().get(0).getVerified(), true);
    AuthenticateRequest login = new AuthenticateRequest(moved, IMPORTED);
    AuthenticateResponse answer = value(passwords.authenticateCompletable(login));
    equal(answer.getUserId(), made.getUserId());
    equal(answer.getSession(), null);
    equal(answer.getSessionToken(), "");
  }

  private CompletableFuture<StytchResult<ResetResponse>> reset(String token, String password) {
    return passwords.getEmail().resetCompletable(new ResetRequest(token, password, null, 60));
  }

  private void emailReset() throws Exception {
    ResetStartRequest start =
        new ResetStartRequest(email, World.REDIRECT, null, null, null, World.REDIRECT);
    value(passwords.getEmail().resetStartCompletable(start));
    String token = world.inbox.tokenTo(email);
    expectError(reset(token, "dragon12"), 400, "weak_password");
    equal(value(reset(token, SECOND)).getUser().getEmails().get(0).getVerified(), true);
    expectError(
        world
            .client
            .getSessions()
            .authenticateCompletable(
                new com.stytch.java.consumer.models.sessions.AuthenticateRequest(sessionToken)),
        404,
        "session_not_found");
    expectError(reset(token, THIRD), 401, "unable_to_auth_password_reset_token");
    wrong(FIRST);
  }

  private void existingPasswordReset() throws Exception {
    com.stytch.java.consumer.models.passwordsexistingpassword.ResetRequest request =
        new com.stytch.java.consumer.models.passwordsexistingpassword.ResetRequest(
            email, SECOND, THIRD, null, 60);
    com.stytch.java.consumer.models.passwordsexistingpassword.ResetResponse answer =
        value(passwords.getExistingPassword().resetCompletable(request));
    equal(answer.getSession().getAuthenticationFactors().size(), 1);
    sessionToken = answer.getSessionToken();
    sessionId = answer.getSession().getSessionId();
    wrong(SECOND);
  }

  private void sessionReset() throws Exception {
    com.stytch.java.consumer.models.passwordssession.ResetRequest request =
        new com.stytch.java.consumer.models.passwordssession.ResetRequest(FIRST, sessionToken);
    com.stytch.java.consumer.models.passwordssession.ResetResponse answer =
        value(passwords.getSessions().resetCompletable(request));
    equal(answer.getSession().getSessionId(), sessionId);
    wrong(THIRD);
    value(passwords.authenticateCompletable(new AuthenticateRequest(email, FIRST)));
  }
}
