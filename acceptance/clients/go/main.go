// The login path of an application, in Go, against a running server.
//
// This is a CONTRACT CLIENT, not the official Go client: the modules github.com/stytchauth/stytch-go
// and github.com/stytchauth/stytch-management-go could not be fetched where it was written. The
// package selvage/acceptance/go/contract sends what they send and reads what they read; it proves
// that contract, and cannot prove that the published code works unchanged. The acceptance README
// says how to add the official modules.
//
// It prints one line of JSON for each step and ends with a code other than 0 if one failed. The
// steps are those of every other language, and after them the management API.
package main

import "os"

func main() {
	w := newWorld()
	defer w.client.Close()
	w.keepUsers()
	w.logInByMail()
	w.checkSessions()
	w.logInOtherWays()
	w.endSessions()
	w.removeUsers()
	w.usePasswords()
	w.usePasscodes()
	w.useAuthenticatorApp()
	w.useWallets()
	w.useOAuth()
	w.useMachines()
	w.useRoles()
	w.logInFromElsewhere()
	w.useApps()
	w.meetRefusals()
	w.checkSandbox()
	w.impersonate()
	w.manage()
	os.Exit(exitCode())
}
