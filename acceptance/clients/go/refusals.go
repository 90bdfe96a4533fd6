package main

import "selvage/acceptance/go/contract"

// meetRefusals goes through what an application meets every day.
func (w *world) meetRefusals() {
	getUser := func(client *contract.Client, userID string) func() (*contract.GetUserResponse, error) {
		return func() (*contract.GetUserResponse, error) { return client.GetUser(userID) }
	}
	create := func(email string) func() (*contract.CreateUserResponse, error) {
		return func() (*contract.CreateUserResponse, error) {
			return w.client.CreateUser(contract.CreateUserParams{Email: email})
		}
	}
	step("error: wrong secret", func() {
		// Made without an error: the JWKS needs no credentials.
		stranger := must(w.clientWith(w.credentials.Test.ProjectID, "secret-test-"+uuid()))
		defer stranger.Close()
		expectError(getUser(stranger, w.userID), 401, "unauthorized_credentials")
	})
	step("error: unknown user", func() {
		expectError(getUser(w.client, "user-test-"+uuid()), 404, "user_not_found")
	})
	step("error: duplicate email", func() {
		expectError(create(w.ada), 400, "duplicate_email")
	})
	step("error: invalid email", func() {
		expectError(create("not an address"), 400, "invalid_email")
	})
	step("error: used magic link", func() {
		expectError(w.redeeming(w.usedToken), 401, "unable_to_auth_magic_link")
	})
	step("error: unknown magic link", func() {
		expectError(w.redeeming(secretText(33)), 404, "magic_link_not_found")
	})
	step("error: malformed session token", func() {
		expectError(w.continuing("INVALID"), 400, "invalid_session_token")
	})
}

func (w *world) redeeming(token string) func() (*contract.AuthenticateMagicLinkResponse, error) {
	return func() (*contract.AuthenticateMagicLinkResponse, error) {
		return w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{Token: token})
	}
}

func (w *world) continuing(token string) func() (*contract.AuthenticateSessionResponse, error) {
	return func() (*contract.AuthenticateSessionResponse, error) {
		return w.client.AuthenticateSession(contract.AuthenticateSessionParams{SessionToken: token})
	}
}
