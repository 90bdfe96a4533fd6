package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.cryptowallets.CryptoWallets;
import com.stytch.java.consumer.models.cryptowallets.AuthenticateRequest;
import com.stytch.java.consumer.models.cryptowallets.AuthenticateStartRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

/** Wallets that sign for themselves, with real keys. */
final class Wallets {
  private static final String BASE58 =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final String SANDBOX_WALLET = "0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1";
  private static final String SANDBOX_SIGNATURE =
      "0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb";

  private final CryptoWallets wallets;
  private final KeyPair keys;
  private final String address;

  Wallets(World world) throws Exception {
    this.wallets = world.client.getCryptoWallets();
    this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = keys.getPublic().getEncoded();
    this.address = base58(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  void use() {
    step("crypto_wallets: a new wallet logs in", this::logIn);
    step("crypto_wallets: a signature of something else", this::somethingElse);
    step("sandbox: crypto wallet", this::sandbox);
  }

  private static String base58(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    BigInteger base = BigInteger.valueOf(58);
    for (BigInteger value = new BigInteger(1, bytes); value.signum() > 0; ) {
      BigInteger[] parts = value.divideAndRemainder(base);
      text.insert(0, BASE58.charAt(parts[1].intValue()));
      value = parts[0];
    }
    for (int index = 0; index < bytes.length && bytes[index] == 0; index += 1) {
      text.insert(0, BASE58.charAt(0));
    }
    return text.toString();
  }

  private String sign(String message) throws Exception {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(message.getBytes(StandardCharsets.UTF_8));
    return base58(signature.sign());
  }

  private String challenge() throws Exception {
    AuthenticateStartRequest request = new AuthenticateStartRequest("solana", address);
    return value(wallets.authenticateStartCompletable(request)).getChallenge();
  }

  private void logIn() throws Exception {
    AuthenticateStartRequest start = new AuthenticateStartRequest("solana", address);
    var started = value(wallets.authenticateStartCompletable(start));
    equal(started.getUserCreated(), true);
    AuthenticateRequest request =
        new AuthenticateRequest("solana", address, sign(started.getChallenge()), null, 60);
    var answer = value(wallets.authenticateCompletable(request));
    equal(answer.getUserId(), started.getUserId());
    equal(answer.getUser().getStatus(), "active");
    equal(answer.getUser().getCryptoWallets().get(0).getVerified(), true);
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.CRYPTO);
    equal(factor.getCryptoWalletFactor().getCryptoWalletAddress(), address);
  }

  private void somethingElse() throws Exception {
    challenge();
    AuthenticateRequest request =
        new AuthenticateRequest("solana", address, sign("something else"));
    expectError(
        wallets.authenticateCompletable(request), 401, "unable_to_authenticate_crypto_wallet");
  }

  private void sandbox() throws Exception {
    var start = new AuthenticateStartRequest("ethereum", SANDBOX_WALLET);
    var started = value(wallets.authenticateStartCompletable(start));
    equal(started.getChallenge().isEmpty(), false);
    var request = new AuthenticateRequest("ethereum", SANDBOX_WALLET, SANDBOX_SIGNATURE);
    equal(value(wallets.authenticateCompletable(request)).getUserId(), started.getUserId());
  }
}
