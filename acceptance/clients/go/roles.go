package main

import (
	"errors"
	"time"

	"selvage/acceptance/go/contract"
)

// editor is a user whose role may write documents.
type editor struct {
	*world
	policy contract.Policy
	jwt    string
}

func (w *world) useRoles() {
	e := &editor{world: w}
	step("rbac.policy", e.readPolicy)
	step("rbac: authorization_check of a session", e.askServer)
	step("rbac: checked locally by the policy", e.askPolicy)
}

func documents(action string) contract.AuthorizationCheck {
	return contract.AuthorizationCheck{ResourceID: "documents", Action: action}
}

func (e *editor) readPolicy() {
	e.policy = must(e.client.GetPolicy()).Policy
	equal(len(e.policy.Roles), 2)
	equal(e.policy.Roles[0].RoleID, "stytch_user")
	equal(e.policy.Roles[1].RoleID, "editor")
	equal(e.policy.Resources[0].Actions, []string{"read", "write", "delete"})
	equal(e.policy.Scopes[0].Scope, "write:documents")
}

func (e *editor) askServer() {
	made := must(e.client.CreateUser(contract.CreateUserParams{
		Email: e.address("editor"),
		Roles: []string{"editor"},
	}))
	login := e.logInByLink(made.UserID)
	equal(login.User.Roles, []string{"stytch_user", "editor"})
	equal(login.Session.Roles, []string{"stytch_user", "editor"})
	ask := func(action string) (*contract.AuthenticateSessionResponse, error) {
		check := documents(action)
		return e.client.AuthenticateSession(contract.AuthenticateSessionParams{
			SessionToken:       login.SessionToken,
			AuthorizationCheck: &check,
		})
	}
	answer := must(ask("write"))
	equal(*there(answer.Verdict), contract.AuthorizationVerdict{
		Authorized:    true,
		GrantingRoles: []string{"editor"},
	})
	e.jwt = answer.SessionJWT
	expectError(func() (*contract.AuthenticateSessionResponse, error) {
		return ask("delete")
	}, 403, "consumer_session_authorization_error")
}

func (e *editor) askPolicy() {
	ask := func(action string) (*contract.Session, error) {
		return e.client.AuthenticateJWTWithPolicy(e.jwt, 5*time.Minute, e.policy, documents(action))
	}
	equal(must(ask("write")).Roles, []string{"stytch_user", "editor"})
	must(ask("read"))
	_, err := ask("delete")
	equal(errors.Is(err, contract.ErrNotAllowed), true)
}

// logInByLink starts a session of a known user.
func (w *world) logInByLink(userID string) *contract.AuthenticateMagicLinkResponse {
	link := must(w.client.CreateMagicLink(contract.CreateMagicLinkParams{UserID: userID}))
	return must(w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{
		Token:                  link.Token,
		SessionDurationMinutes: 60,
	}))
}
