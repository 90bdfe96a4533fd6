package selvage;

/** The login path of an application, through the official Java client (com.stytch.java:sdk). */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws Exception {
    World world = new World();
    Users users = new Users(world);
    Login login = new Login(world);
    Sessions sessions = new Sessions(world);
    users.keep();
    login.byMail();
    sessions.check();
    login.otherWays();
    sessions.end();
    users.remove();
    new Passwords(world).use();
    new Otps(world).use();
    new Totps(world).use();
    new Wallets(world).use();
    new OAuthLogins(world).use();
    new Machines(world).use();
    new Roles(world).use();
    new Attest(world).use();
    new Apps(world).use();
    Refusals.meet(world);
    new Sandbox(world).check();
    new Impersonation(world).use();
    world.client.close();
    // The client leaves threads behind that would keep the process alive.
    System.exit(Report.exitCode());
  }
}
