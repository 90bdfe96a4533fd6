package selvage;

import com.squareup.moshi.Moshi;
import com.stytch.java.common.OptionalClientConfig;
import com.stytch.java.consumer.StytchClient;
import com.stytch.java.consumer.models.magiclinks.AuthenticateRequest;
import com.stytch.java.consumer.models.magiclinks.AuthenticateResponse;
import com.stytch.java.consumer.models.magiclinks.CreateRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The server under test, the client that speaks to it, and what one step learns for the next. */
final class World {
  static final String REDIRECT = "http://localhost:3000/authenticate";

  final String baseUrl;
  final String projectId;
  final String managementKeyId;
  final String managementKeySecret;
  final String publicToken;
  final StytchClient client;
  final Inbox inbox;
  final String run = UUID.randomUUID().toString();
  final String ada = address("ada");
  final String externalId = "java-" + run;

  String userId;
  String emailId;
  String sessionId;
  String sessionToken;
  String sessionJwt;
  String usedToken;

  World() throws Exception {
    String text = Files.readString(Path.of(System.getenv("SELVAGE_CREDENTIALS")));
    Map<?, ?> credentials = new Moshi.Builder().build().adapter(Map.class).fromJson(text);
    Map<?, ?> test = (Map<?, ?>) credentials.get("test");
    Map<?, ?> management = (Map<?, ?>) credentials.get("management");
    managementKeyId = (String) management.get("key_id");
    managementKeySecret = (String) management.get("key_secret");
    baseUrl = (String) credentials.get("base_url");
    projectId = (String) test.get("project_id");
    publicToken = (String) test.get("public_token");
    String secret = (String) test.get("secret");
    client = clientWith(secret);
    inbox = new Inbox(baseUrl, projectId, secret);
  }

  StytchClient clientWith(String secret) {
    return new StytchClient(projectId, secret, new OptionalClientConfig(baseUrl));
  }

  /** Starts a session of a known user. */
  AuthenticateResponse logInByLink(String user) throws Exception {
    var links = client.getMagicLinks();
    String token = Report.value(links.createCompletable(new CreateRequest(user))).getToken();
    return Report.value(
        links.authenticateCompletable(new AuthenticateRequest(token, null, null, null, 60)));
  }

  /** What a client of the project sends itself, where its library has no method. */
  Map<?, ?> postForm(String endpoint, Map<String, String> parameters) throws Exception {
    String form =
        parameters.entrySet().stream()
            .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/v1/public/" + projectId + "/oauth2/" + endpoint))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    Report.equal(answer.statusCode(), 200);
    return new Moshi.Builder().build().adapter(Map.class).fromJson(answer.body());
  }

  String address(String name) {
    return name + "." + run + "@example.com";
  }
}
