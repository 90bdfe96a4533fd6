package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.common.StytchResult;
import com.stytch.java.consumer.api.otp.OTPs;
import com.stytch.java.consumer.models.otp.AuthenticateRequest;
import com.stytch.java.consumer.models.otp.AuthenticateResponse;
import com.stytch.java.consumer.models.otpsms.LoginOrCreateRequest;
import com.stytch.java.consumer.models.otpsms.SendRequest;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorDeliveryMethod;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;

/** One-time passcodes over every channel, read from the inbox. */
final class Otps {
  private final World world;
  private final OTPs otps;
  private int line = new SecureRandom().nextInt(9_000);
  private String methodId;
  private String code;

  Otps(World world) {
    this.world = world;
    this.otps = world.client.getOtps();
  }

  void use() {
    step("otps.email.login_or_create and authenticate", this::byEmail);
    step(
        "otps: a used code",
        () -> expectError(authenticate(methodId, code, null), 401, "unable_to_auth_otp_code"));
    step("otps.sms: a wrong code, then the right one", this::bySms);
    step("otps.whatsapp.login_or_create and authenticate", this::byWhatsApp);
    step(
        "otps.sms.send to an unknown number",
        () ->
            expectError(
                otps.getSms().sendCompletable(new SendRequest(usNumber())),
                404,
                "phone_number_not_found"));
    step("otps: too many sends", this::tooManySends);
  }

  /** A new number in a country that every environment allows; nothing is sent to it. */
  private String usNumber() {
    line += 1;
    return String.format("+1415555%04d", line);
  }

  private static String wrong(String code) {
    return String.format("%06d", (Integer.parseInt(code) + 1) % 1_000_000);
  }

  private CompletableFuture<StytchResult<AuthenticateResponse>> authenticate(
      String methodId, String code, Integer minutes) {
    return otps.authenticateCompletable(
        new AuthenticateRequest(methodId, code, null, null, null, minutes));
  }

  private void byEmail() throws Exception {
    String email = world.address("otp");
    var sent =
        value(
            otps.getEmail()
                .loginOrCreateCompletable(
                    new com.stytch.java.consumer.models.otpemail.LoginOrCreateRequest(email)));
    equal(sent.getUserCreated(), true);
    methodId = sent.getEmailId();
    code = world.inbox.codeTo(email);
    AuthenticateResponse answer = value(authenticate(methodId, code, 60));
    equal(answer.getUserId(), sent.getUserId());
    equal(answer.getMethodId(), methodId);
    equal(answer.getUser().getEmails().get(0).getVerified(), true);
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.OTP);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.EMAIL);
    equal(factor.getEmailFactor().getEmailAddress(), email);
  }

  private void bySms() throws Exception {
    String number = usNumber();
    var sent = value(otps.getSms().loginOrCreateCompletable(new LoginOrCreateRequest(number, 5)));
    String right = world.inbox.codeTo(number);
    expectError(
        authenticate(sent.getPhoneId(), wrong(right), null), 404, "otp_code_not_found");
    AuthenticateResponse answer = value(authenticate(sent.getPhoneId(), right, null));
    equal(answer.getSession(), null);
    equal(answer.getUser().getPhoneNumbers().get(0).getPhoneNumber(), number);
    equal(answer.getUser().getPhoneNumbers().get(0).getVerified(), true);
  }

  private void byWhatsApp() throws Exception {
    String number = usNumber();
    var sent =
        value(
            otps.getWhatsapp()
                .loginOrCreateCompletable(
                    new com.stytch.java.consumer.models.otpwhatsapp.LoginOrCreateRequest(number)));
    AuthenticateResponse answer =
        value(authenticate(sent.getPhoneId(), world.inbox.codeTo(number), 60));
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getDeliveryMethod(), AuthenticationFactorDeliveryMethod.WHATSAPP);
    equal(factor.getPhoneNumberFactor().getPhoneNumber(), number);
  }

  private void tooManySends() throws Exception {
    var request =
        new com.stytch.java.consumer.models.otpemail.LoginOrCreateRequest(world.address("often"));
    // One a second and five a minute: of eleven one is refused, however slow they are.
    for (int tries = 0; tries < 10; tries += 1) {
      var call = otps.getEmail().loginOrCreateCompletable(request);
      if (call.get() instanceof StytchResult.Error) {
        expectError(call, 429, "too_many_requests");
        return;
      }
    }
    expectError(otps.getEmail().loginOrCreateCompletable(request), 429, "too_many_requests");
  }
}
