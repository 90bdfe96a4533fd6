package selvage;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A person with a browser who logs in through the server's stand-in for a provider. */
final class StandIn {
  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  // CookieManager keeps none of a host without dots.
  private final Map<String, String> cookies = new HashMap<>();

  private StandIn() {}

  /** The parameters of the app's own address, where the login ends. */
  static Map<String, String> logIn(
      World world, String provider, Map<String, String> person, Map<String, String> parameters)
      throws Exception {
    StandIn standIn = new StandIn();
    Map<String, String> query = new HashMap<>(parameters);
    query.put("public_token", world.publicToken);
    String start = world.baseUrl + "/v1/public/oauth/" + provider + "/start?" + encode(query);
    URI page = standIn.visit(URI.create(start), null);
    // The name that the server calls itself by may be another one of this machine.
    if (page.getPath().endsWith("/start")) {
      page = standIn.visit(page, null);
    }
    Map<String, String> form = new HashMap<>(person);
    form.put("action", "login");
    form.put("email_verified", "true");
    URI back = standIn.visit(page, form);
    return decode(standIn.visit(back, null).getRawQuery());
  }

  /** Where the page leads. */
  private URI visit(URI page, Map<String, String> form) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(page);
    if (!cookies.isEmpty()) {
      request.header("Cookie", join(cookies, "; "));
    }
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    }
    HttpResponse<String> response =
        browser.send(
            request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    for (String line : response.headers().allValues("set-cookie")) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    String location =
        response
            .headers()
            .firstValue("location")
            .orElseThrow(
                () -> new AssertionError(response.statusCode() + ": " + response.body()));
    return page.resolve(location);
  }

  private static String encode(Map<String, String> parameters) {
    Map<String, String> encoded = new HashMap<>();
    parameters.forEach(
        (name, value) -> encoded.put(name, URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return join(encoded, "&");
  }

  private static String join(Map<String, String> pairs, String separator) {
    return pairs.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(separator));
  }

  private static Map<String, String> decode(String query) {
    Map<String, String> found = new HashMap<>();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return found;
  }
}
