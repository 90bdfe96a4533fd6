package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import com.stytch.java.consumer.models.impersonation.AuthenticateRequest;
import com.stytch.java.consumer.models.project.MetricsRequest;
import com.stytch.java.consumer.models.project.ProjectMetric;
import com.stytch.java.consumer.models.project.ProjectMetricMetricType;
import com.stytch.java.consumer.models.sessions.AuthenticationFactor;
import com.stytch.java.consumer.models.sessions.AuthenticationFactorType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;

/** An operator who logs in as a user; the token comes from the management API. */
final class Impersonation {
  private static final JsonAdapter<Map> JSON = new Moshi.Builder().build().adapter(Map.class);
  private static final String ENVIRONMENT = "/pwa/v3/projects/my-project/environments/test";
  private static final String EMAIL = "operator@example.com";

  private final World world;
  private String token;

  Impersonation(World world) {
    this.world = world;
  }

  void use() {
    step("projects.metrics", this::metrics);
    step("impersonation.authenticate", this::authenticate);
    step(
        "impersonation: a used token",
        () ->
            expectError(
                world
                    .client
                    .getImpersonation()
                    .authenticateCompletable(new AuthenticateRequest(token)),
                401,
                "unable_to_auth_impersonation_token"));
  }

  private Map<?, ?> manage(String method, String path, Map<String, Object> body) throws Exception {
    String pair = world.managementKeyId + ":" + world.managementKeySecret;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.baseUrl + ENVIRONMENT + path))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(JSON.toJson(body)))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    equal(response.statusCode(), 200);
    return JSON.fromJson(response.body());
  }

  private int count(ProjectMetricMetricType type) throws Exception {
    var answer = value(world.client.getProject().metricsCompletable(new MetricsRequest()));
    return answer.getMetrics().stream()
        .filter(metric -> metric.getMetricType() == type)
        .mapToInt(ProjectMetric::getCount)
        .sum();
  }

  private void metrics() throws Exception {
    equal(count(ProjectMetricMetricType.USER_COUNT) > 0, true);
    equal(count(ProjectMetricMetricType.MEMBER_COUNT), 0);
  }

  private void authenticate() throws Exception {
    manage("PATCH", "", Map.of("user_impersonation_enabled", true));
    Map<String, Object> body = Map.of("reason", "A ticket", "impersonator_email_address", EMAIL);
    var minted = manage("POST", "/users/" + world.userId + "/impersonate", body);
    token = (String) minted.get("impersonation_token");
    var call =
        world.client.getImpersonation().authenticateCompletable(new AuthenticateRequest(token));
    var answer = value(call);
    equal(answer.getUserId(), world.userId);
    equal(answer.getUser().getUserId(), world.userId);
    AuthenticationFactor factor = answer.getSession().getAuthenticationFactors().get(0);
    equal(factor.getType(), AuthenticationFactorType.IMPERSONATED);
    equal(factor.getImpersonatedFactor().getImpersonatorId(), world.managementKeyId);
    equal(factor.getImpersonatedFactor().getImpersonatorEmailAddress(), EMAIL);
  }
}
