package selvage;

import com.squareup.moshi.Moshi;
import com.stytch.java.common.ErrorResponse;
import com.stytch.java.common.StytchException;
import com.stytch.java.common.StytchResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Prints the outcome of each step as one line of JSON. */
final class Report {
  interface Action {
    void run() throws Exception;
  }

  private static final Moshi MOSHI = new Moshi.Builder().build();
  private static boolean failed = false;

  private Report() {}

  /** Runs one step. A failure does not end the run: later steps may still tell something. */
  static void step(String name, Action action) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    outcome.put("step", name);
    try {
      action.run();
      outcome.put("ok", true);
      outcome.put("detail", "");
    } catch (Exception | AssertionError problem) {
      failed = true;
      outcome.put("ok", false);
      outcome.put("detail", String.valueOf(problem));
    }
    System.out.println(MOSHI.adapter(Map.class).toJson(outcome));
  }

  static int exitCode() {
    return failed ? 1 : 0;
  }

  static void equal(Object actual, Object expected) {
    if (!Objects.equals(actual, expected)) {
      throw new AssertionError("expected " + expected + ", got " + actual);
    }
  }

  /** The value of a call that must succeed. */
  static <T> T value(CompletableFuture<StytchResult<T>> call) throws Exception {
    StytchResult<T> result = call.get();
    if (result instanceof StytchResult.Success<T> success) {
      return success.getValue();
    }
    StytchException problem = ((StytchResult.Error) result).getException();
    throw new AssertionError(problem.getClass().getSimpleName() + ": " + problem.getReason());
  }

  /** The error of a call that must be refused by the server. */
  static <T> ErrorResponse refusal(CompletableFuture<StytchResult<T>> call) throws Exception {
    StytchResult<T> result = call.get();
    if (result instanceof StytchResult.Error error
        && error.getException() instanceof StytchException.Response response) {
      return response.getReason();
    }
    throw new AssertionError("expected a StytchException.Response, got " + result);
  }

  static <T> void expectError(CompletableFuture<StytchResult<T>> call, int status, String type)
      throws Exception {
    ErrorResponse error = refusal(call);
    equal(error.getErrorType(), type);
    equal(error.getStatusCode(), status);
    equal(
        error.getErrorUrl(), "https://stytch.com/docs/api/errors/" + status + "#" + type);
    equal(String.valueOf(error.getRequestId()).startsWith("request-id-"), true);
    equal(error.getErrorMessage().isEmpty(), false);
  }
}
