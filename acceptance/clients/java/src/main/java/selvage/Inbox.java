package selvage;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Reads what the server would have mailed, through its test inbox. */
final class Inbox {
  private static final JsonAdapter<Map> JSON = new Moshi.Builder().build().adapter(Map.class);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String authorization;

  Inbox(String baseUrl, String projectId, String secret) {
    url = baseUrl + "/selvage/v1/messages?to=";
    byte[] pair = (projectId + ":" + secret).getBytes(StandardCharsets.UTF_8);
    authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @SuppressWarnings("unchecked") // JSON read as plain maps and lists
  List<Map<String, Object>> messagesTo(String address) throws Exception {
    URI uri = URI.create(url + URLEncoder.encode(address, StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", authorization).build();
    HttpResponse<String> response =
        http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    Report.equal(response.statusCode(), 200);
    return (List<Map<String, Object>>) JSON.fromJson(response.body()).get("messages");
  }

  /** The token in the newest message to the address. */
  String tokenTo(String address) throws Exception {
    return (String) newestTo(address).get("token");
  }

  /** The code in the newest message to the address or number. */
  String codeTo(String recipient) throws Exception {
    return (String) newestTo(recipient).get("code");
  }

  private Map<String, Object> newestTo(String recipient) throws Exception {
    for (int tries = 0; tries < 100; tries += 1) {
      List<Map<String, Object>> messages = messagesTo(recipient);
      if (!messages.isEmpty()) {
        return messages.get(0);
      }
      Thread.sleep(100);
    }
    throw new AssertionError("nothing was sent");
  }
}
