package main

import (
	"strings"

	"selvage/acceptance/go/contract"
)

const (
	firstPassword  = "violet-anchor-47-mosaic"
	secondPassword = "quarry.Lantern.92.teapot"
	thirdPassword  = "Amber_Falcon;31 maple"

	importedPassword = "correct horse battery staple"
	// By `htpasswd -B`.
	importedHash = "$2y$05$Uaj5ltOhs.2M2DhZDMcD0OJID9ZJ6KrPIKv0OJMy2Kw05kjh7Z8U."
)

// usePasswords logs in by password and takes every way to a new one.
func (w *world) usePasswords() {
	step("passwords.create with a session", w.createPassword)
	step("passwords.authenticate", w.authenticatePassword)
	step("wrong password", func() { w.wrongPassword(secondPassword) })
	step("passwords.strength_check", w.checkStrength)
	step("passwords.migrate and first login", w.migratePassword)
	step("passwords.email.reset through the inbox", w.resetByEmail)
	step("passwords.existing_password.reset", w.resetByExistingPassword)
	step("passwords.session.reset", w.resetBySession)
}

func (w *world) wrongPassword(password string) {
	expectError(func() (*contract.PasswordLoginResponse, error) {
		return w.client.AuthenticatePassword(contract.AuthenticatePasswordParams{
			Email:    w.address("password"),
			Password: password,
		})
	}, 401, "unauthorized_credentials")
}

func (w *world) createPassword() {
	made := must(w.client.CreatePassword(contract.CreatePasswordParams{
		Email:                  w.address("password"),
		Password:               firstPassword,
		SessionDurationMinutes: 60,
		Name:                   &contract.Name{FirstName: "Hedy"},
	}))
	equal(strings.HasPrefix(made.EmailID, "email-test-"), true)
	password := there(made.User.Password)
	equal(strings.HasPrefix(password.PasswordID, "password-test-"), true)
	equal(password.RequiresReset, false)
	equal(made.User.Emails[0].Verified, false)
	session := there(made.Session)
	equal(session.AuthenticationFactors[0].Type, "password")
	equal(session.AuthenticationFactors[0].DeliveryMethod, "knowledge")
	w.sessionToken, w.sessionID = made.SessionToken, session.SessionID
}

func (w *world) authenticatePassword() {
	answer := must(w.client.AuthenticatePassword(contract.AuthenticatePasswordParams{
		Email:        w.address("password"),
		Password:     firstPassword,
		SessionToken: w.sessionToken,
	}))
	session := there(answer.Session)
	equal(session.SessionID, w.sessionID)
	equal(len(session.AuthenticationFactors), 1)
}

func (w *world) checkStrength() {
	email := w.address("password")
	check := func(password string) *contract.StrengthCheckResponse {
		params := contract.StrengthCheckParams{Password: password, Email: email}
		return must(w.client.CheckStrength(params))
	}
	weak := check("dragon12")
	equal(weak.ValidPassword, false)
	equal(weak.StrengthPolicy, "zxcvbn")
	equal(len(there(weak.Feedback).Suggestions) > 0, true)
	strong := check(secondPassword)
	equal(strong.ValidPassword, true)
	equal(strong.BreachedPassword, false)
	equal(strong.Score, int32(4))
}

func (w *world) migratePassword() {
	made := must(w.client.MigratePassword(contract.MigratePasswordParams{
		Email:            w.address("moved"),
		Hash:             importedHash,
		HashType:         "bcrypt",
		SetEmailVerified: true,
	}))
	equal(made.UserCreated, true)
	equal(made.User.Emails[0].Verified, true)
	login := must(w.client.AuthenticatePassword(contract.AuthenticatePasswordParams{
		Email:    w.address("moved"),
		Password: importedPassword,
	}))
	equal(login.UserID, made.UserID)
	equal(login.Session == nil, true)
	equal(login.SessionToken, "")
}

func (w *world) resetByEmail() {
	email := w.address("password")
	must(w.client.StartEmailReset(contract.StartEmailResetParams{
		Email:                    email,
		ResetPasswordRedirectURL: redirect,
		LoginRedirectURL:         redirect,
	}))
	token := w.inbox.tokenTo(email)
	reset := func(password string) func() (*contract.PasswordLoginResponse, error) {
		return func() (*contract.PasswordLoginResponse, error) {
			params := contract.EmailResetParams{Token: token, Password: password}
			params.SessionDurationMinutes = 60
			return w.client.ResetByEmail(params)
		}
	}
	expectError(reset("dragon12"), 400, "weak_password")
	equal(must(reset(secondPassword)()).User.Emails[0].Verified, true)
	expectError(w.continuing(w.sessionToken), 404, "session_not_found")
	expectError(reset(thirdPassword), 401, "unable_to_auth_password_reset_token")
	w.wrongPassword(firstPassword)
}

func (w *world) resetByExistingPassword() {
	answer := must(w.client.ResetByExistingPassword(contract.ExistingPasswordResetParams{
		Email:                  w.address("password"),
		ExistingPassword:       secondPassword,
		NewPassword:            thirdPassword,
		SessionDurationMinutes: 60,
	}))
	session := there(answer.Session)
	equal(len(session.AuthenticationFactors), 1)
	w.sessionToken, w.sessionID = answer.SessionToken, session.SessionID
	w.wrongPassword(secondPassword)
}

func (w *world) resetBySession() {
	answer := must(w.client.ResetBySession(contract.SessionResetParams{
		Password:     firstPassword,
		SessionToken: w.sessionToken,
	}))
	equal(there(answer.Session).SessionID, w.sessionID)
	w.wrongPassword(thirdPassword)
	must(w.client.AuthenticatePassword(contract.AuthenticatePasswordParams{
		Email:    w.address("password"),
		Password: firstPassword,
	}))
}
