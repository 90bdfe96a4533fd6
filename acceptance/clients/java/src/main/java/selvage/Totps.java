package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.totps.TOTPs;
import com.stytch.java.consumer.models.magiclinksemail.LoginOrCreateRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import com.stytch.java.consumer.models.totps.AuthenticateRequest;
import com.stytch.java.consumer.models.totps.CreateRequest;
import com.stytch.java.consumer.models.totps.CreateResponse;
import com.stytch.java.consumer.models.totps.RecoverRequest;
import com.stytch.java.consumer.models.totps.RecoveryCodesRequest;
import com.stytch.java.consumer.models.totps.TOTP;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app as the second factor of a login by mail. */
final class Totps {
  private static final String SANDBOX_USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final World world;
  private final TOTPs totps;
  private CreateResponse totp;
  private String userId;
  private String sessionToken;
  private String code;

  Totps(World world) {
    this.world = world;
    this.totps = world.client.getTotps();
  }

  void use() {
    step("totps.create", this::create);
    step("totps.authenticate as a second factor", this::secondFactor);
    step(
        "totps: the same code again",
        () ->
            expectError(
                totps.authenticateCompletable(new AuthenticateRequest(userId, code)),
                401,
                "totp_code_already_authenticated"));
    step("totps.recovery_codes and recover", this::recover);
    step("sandbox: TOTP", this::sandbox);
  }

  /** What an authenticator app shows now (RFC 6238: SHA-1, six digits, 30 seconds). */
  private static String appCode(String secret) throws Exception {
    BigInteger bits = BigInteger.ONE;
    for (char digit : secret.toCharArray()) {
      bits = bits.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(digit)));
    }
    // Behind the leading one, which keeps leading zeros.
    byte[] key = new byte[20];
    System.arraycopy(bits.toByteArray(), 1, key, 0, 20);
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    long counter = System.currentTimeMillis() / 30_000;
    byte[] digest = mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
    int number = ByteBuffer.wrap(digest).getInt(digest[19] & 0xf) & 0x7fffffff;
    return String.format("%06d", number % 1_000_000);
  }

  private void create() throws Exception {
    String email = world.address("totp");
    var links = world.client.getMagicLinks();
    value(links.getEmail().loginOrCreateCompletable(new LoginOrCreateRequest(email)));
    var login =
        value(
            links.authenticateCompletable(
                new com.stytch.java.consumer.models.magiclinks.AuthenticateRequest(
                    world.inbox.tokenTo(email), null, null, null, 60)));
    userId = login.getUserId();
    sessionToken = login.getSessionToken();
    totp = value(totps.createCompletable(new CreateRequest(userId, 30)));
    equal(totp.getUserId(), userId);
    equal(totp.getTotpId().startsWith("totp-test-"), true);
    equal(totp.getSecret().length(), 32);
    equal(totp.getQrCode().startsWith("data:image/png;base64, "), true);
    equal(totp.getRecoveryCodes().size(), 10);
    equal(totp.getUser().getTotps().get(0).getVerified(), false);
  }

  private void secondFactor() throws Exception {
    code = appCode(totp.getSecret());
    var request = new AuthenticateRequest(userId, code, sessionToken);
    var answer = value(totps.authenticateCompletable(request));
    equal(answer.getTotpId(), totp.getTotpId());
    equal(answer.getSessionToken(), sessionToken);
    equal(answer.getUser().getTotps().get(0).getVerified(), true);
    List<AuthenticationFactor> factors = answer.getSession().getAuthenticationFactors();
    equal(factors.get(0).getType(), AuthenticationFactorType.MAGIC_LINK);
    equal(factors.get(1).getType(), AuthenticationFactorType.TOTP);
    equal(factors.get(1).getAuthenticatorAppFactor().getTotpId(), totp.getTotpId());
  }

  private TOTP listed() throws Exception {
    return value(totps.recoveryCodesCompletable(new RecoveryCodesRequest(userId)))
        .getTotps()
        .get(0);
  }

  private void recover() throws Exception {
    List<String> codes = totp.getRecoveryCodes();
    equal(listed().getTotpId(), totp.getTotpId());
    equal(listed().getVerified(), true);
    equal(listed().getRecoveryCodes(), codes);
    var request = new RecoverRequest(userId, codes.get(0), sessionToken);
    var answer = value(totps.recoverCompletable(request));
    equal(answer.getTotpId(), totp.getTotpId());
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(2);
    equal(factor.getType(), AuthenticationFactorType.RECOVERY_CODES);
    equal(factor.getRecoveryCodeFactor().getTotpRecoveryCodeId().isEmpty(), false);
    expectError(
        totps.recoverCompletable(new RecoverRequest(userId, codes.get(0))),
        401,
        "unable_to_authenticate_recovery_code");
    equal(listed().getRecoveryCodes(), codes.subList(1, 10));
  }

  private void sandbox() throws Exception {
    value(totps.createCompletable(new CreateRequest(SANDBOX_USER, 60)));
    value(totps.authenticateCompletable(new AuthenticateRequest(SANDBOX_USER, "000000")));
    var codes = value(totps.recoveryCodesCompletable(new RecoveryCodesRequest(SANDBOX_USER)));
    equal(codes.getTotps().isEmpty(), false);
    RecoverRequest request = new RecoverRequest(SANDBOX_USER, "a1b2-c3d4-e5f6");
    equal(value(totps.recoverCompletable(request)).getUserId(), SANDBOX_USER);
  }
}
