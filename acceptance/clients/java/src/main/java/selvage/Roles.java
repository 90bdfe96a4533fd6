package selvage;

import static selvage.Report.equal;
import static selvage.Report.expectError;
import static selvage.Report.step;
import static selvage.Report.value;

import com.stytch.java.consumer.api.sessions.Sessions;
import com.stytch.java.consumer.models.rbac.Policy;
import com.stytch.java.consumer.models.rbac.PolicyRequest;
import com.stytch.java.consumer.models.rbac.PolicyRole;
import com.stytch.java.consumer.models.sessions.AuthenticateRequest;
import com.stytch.java.consumer.models.sessions.AuthorizationCheck;
import com.stytch.java.consumer.models.sessions.Session;
import com.stytch.java.consumer.models.users.CreateRequest;
import java.util.List;

/** What roles allow, asked of the server and of the policy that it serves. */
final class Roles {
  private static final List<String> EDITOR = List.of("stytch_user", "editor");

  private final World world;
  private final Sessions sessions;
  private Policy policy;
  private String jwt;

  Roles(World world) {
    this.world = world;
    this.sessions = world.client.getSessions();
  }

  void use() {
    step("rbac.policy", this::readPolicy);
    step("rbac: authorization_check of a session", this::askServer);
    step("rbac: checked locally by the policy", this::askPolicy);
  }

  private void readPolicy() throws Exception {
    policy = value(world.client.getRbac().policyCompletable(new PolicyRequest())).getPolicy();
    equal(policy.getRoles().stream().map(PolicyRole::getRoleId).toList(), EDITOR);
    equal(policy.getResources().get(0).getActions(), List.of("read", "write", "delete"));
    equal(policy.getScopes().get(0).getScope(), "write:documents");
  }

  private static AuthenticateRequest request(String token, String action) {
    var check = new AuthorizationCheck("documents", action);
    return new AuthenticateRequest(token, null, null, null, check);
  }

  private void askServer() throws Exception {
    String email = world.address("editor");
    List<String> roles = List.of("editor");
    var create = new CreateRequest(email, null, null, null, null, null, null, null, roles);
    var login =
        world.logInByLink(value(world.client.getUsers().createCompletable(create)).getUserId());
    equal(login.getUser().getRoles(), EDITOR);
    equal(login.getSession().getRoles(), EDITOR);
    String token = login.getSessionToken();
    var answer = value(sessions.authenticateCompletable(request(token, "write")));
    equal(answer.getVerdict().getAuthorized(), true);
    equal(answer.getVerdict().getGrantingRoles(), roles);
    jwt = answer.getSessionJWT();
    expectError(
        sessions.authenticateCompletable(request(token, "delete")),
        403,
        "consumer_session_authorization_error");
  }

  /** The client has no method for it, only what it takes. */
  private boolean allows(Session session, String action) {
    return policy.getRoles().stream()
        .filter(role -> session.getRoles().contains(role.getRoleId()))
        .flatMap(role -> role.getPermissions().stream())
        .filter(permission -> permission.getResourceId().equals("documents"))
        .anyMatch(permission -> permission.getActions().contains(action));
  }

  private void askPolicy() throws Exception {
    Session session = value(sessions.authenticateJwtLocalCompletable(jwt, null, 0));
    equal(session.getRoles(), EDITOR);
    equal(allows(session, "read"), true);
    equal(allows(session, "write"), true);
    equal(allows(session, "delete"), false);
  }
}
