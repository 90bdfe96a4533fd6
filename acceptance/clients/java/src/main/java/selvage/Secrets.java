package selvage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Random texts and the PKCE challenge (RFC 7636 section 4.2). */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private Secrets() {}

  static String random(int bytes) {
    byte[] content = new byte[bytes];
    RANDOM.nextBytes(content);
    return BASE64URL.encodeToString(content);
  }

  static String challenge(String verifier) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return BASE64URL.encodeToString(sha256.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }
}
