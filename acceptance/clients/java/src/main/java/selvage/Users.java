package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.magiclinksemail.Email;
import com.stytch.java.consumer.models.magiclinksemail.SendRequest;
import com.stytch.java.consumer.models.users.CreateRequest;
import com.stytch.java.consumer.models.users.CreateResponse;
import com.stytch.java.consumer.models.users.DeleteEmailRequest;
import com.stytch.java.consumer.models.users.DeleteRequest;
import com.stytch.java.consumer.models.users.GetRequest;
import com.stytch.java.consumer.models.users.GetResponse;
import com.stytch.java.consumer.models.users.Name;
import com.stytch.java.consumer.models.users.SearchRequest;
import com.stytch.java.consumer.models.users.SearchResponse;
import com.stytch.java.consumer.models.users.SearchUsersQuery;
import com.stytch.java.consumer.models.users.SearchUsersQueryOperator;
import com.stytch.java.consumer.models.users.UpdateRequest;
import com.stytch.java.consumer.models.users.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Users: made, read, changed, found and deleted. */
final class Users {
  private final World world;
  private final com.stytch.java.consumer.api.users.Users users;

  Users(World world) {
    this.world = world;
    this.users = world.client.getUsers();
  }

  void keep() {
    step("users.create", this::create);
    step("users.get", this::get);
    step(
        "users.get by external_id",
        () ->
            equal(
                value(users.getCompletable(new GetRequest(world.externalId))).getUserId(),
                world.userId));
    step("users.update", this::update);
    step("users.search by email_address", this::search);
    step("users.search page by page", this::pages);
  }

  void remove() {
    step("users.delete_email", this::deleteEmail);
    step("users.delete", this::delete);
  }

  private void create() throws Exception {
    CreateRequest request =
        new CreateRequest(
            world.ada,
            new Name("Ada", null, "Lovelace"),
            null,
            null,
            null,
            Map.of("plan", "gold", "seats", 3),
            Map.of("theme", "dark"),
            world.externalId);
    CreateResponse made = value(users.createCompletable(request));
    equal(made.getUserId().startsWith("user-test-"), true);
    equal(made.getEmailId().startsWith("email-test-"), true);
    equal(made.getPhoneId(), "");
    equal(made.getStatus(), "active");
    equal(made.getUser().getEmails().get(0).getEmail(), world.ada);
    equal(made.getUser().getEmails().get(0).getVerified(), false);
    world.userId = made.getUserId();
    world.emailId = made.getEmailId();
  }

  private void get() throws Exception {
    GetResponse got = value(users.getCompletable(new GetRequest(world.userId)));
    equal(got.getUserId(), world.userId);
    equal(got.getName().getFirstName(), "Ada");
    // This client reads every number as a double.
    equal(got.getTrustedMetadata(), Map.of("plan", "gold", "seats", 3.0));
    equal(got.getUntrustedMetadata(), Map.of("theme", "dark"));
    equal(got.getExternalId(), world.externalId);
    equal(got.getPassword(), null);
    equal(got.getCreatedAt() != null, true);
  }

  private void update() throws Exception {
    // This client leaves null out, so unlike the others it cannot delete a key.
    UpdateRequest request =
        new UpdateRequest(
            world.userId, new Name(null, "King"), null, Map.of("plan", "iron", "region", "eu"));
    User updated = value(users.updateCompletable(request)).getUser();
    equal(updated.getName().getMiddleName(), "King");
    equal(updated.getName().getFirstName(), "Ada");
    equal(updated.getTrustedMetadata(), Map.of("plan", "iron", "seats", 3.0, "region", "eu"));
    equal(updated.getUntrustedMetadata(), Map.of("theme", "dark"));
  }

  private static SearchUsersQuery byEmail(List<String> emails) {
    Map<String, Object> operand =
        Map.of("filter_name", "email_address", "filter_value", emails);
    return new SearchUsersQuery(SearchUsersQueryOperator.AND, List.of(operand));
  }

  private void search() throws Exception {
    SearchRequest request = new SearchRequest(null, 10L, byEmail(List.of(world.ada)));
    SearchResponse found = value(users.searchCompletable(request));
    equal(found.getResults().stream().map(User::getUserId).toList(), List.of(world.userId));
    equal(found.getResultsMetadata().getTotal(), 1);
    equal(found.getResultsMetadata().getNextCursor(), null);
  }

  private void pages() throws Exception {
    List<String> emails = List.of("page1", "page2", "page3").stream().map(world::address).toList();
    List<String> made = new ArrayList<>();
    for (String email : emails) {
      made.add(value(users.createCompletable(new CreateRequest(email))).getUserId());
    }
    List<Integer> sizes = new ArrayList<>();
    List<String> found = new ArrayList<>();
    String cursor = null;
    do {
      SearchRequest request = new SearchRequest(cursor, 2L, byEmail(emails));
      SearchResponse page = value(users.searchCompletable(request));
      sizes.add(page.getResults().size());
      page.getResults().forEach(user -> found.add(user.getUserId()));
      cursor = page.getResultsMetadata().getNextCursor();
    } while (cursor != null && sizes.size() < 10);
    equal(sizes, List.of(2, 1));
    equal(found.stream().sorted().toList(), made.stream().sorted().toList());
  }

  private List<String> emailsOf(String userId) throws Exception {
    GetResponse got = value(users.getCompletable(new GetRequest(userId)));
    return got.getEmails().stream().map(each -> each.getEmail()).sorted().toList();
  }

  private void deleteEmail() throws Exception {
    String second = world.address("second");
    Email mails = world.client.getMagicLinks().getEmail();
    SendRequest request =
        new SendRequest(second, null, null, null, null, null, null, null, world.userId);
    String emailId = value(mails.sendCompletable(request)).getEmailId();
    equal(emailsOf(world.userId), List.of(world.ada, second).stream().sorted().toList());
    User left = value(users.deleteEmailCompletable(new DeleteEmailRequest(emailId))).getUser();
    equal(left.getEmails().stream().map(each -> each.getEmail()).toList(), List.of(world.ada));
  }

  private void delete() throws Exception {
    CreateRequest request = new CreateRequest(world.address("gone"));
    String userId = value(users.createCompletable(request)).getUserId();
    equal(value(users.deleteCompletable(new DeleteRequest(userId))).getUserId(), userId);
    expectError(users.getCompletable(new GetRequest(userId)), 404, "user_not_found");
  }
}
