package main

import (
	"selvage/acceptance/go/contract"
)

func (w *world) logInByMail() {
	step("magic_links.email.login_or_create for a known user", w.loginKnown)
	step("magic_links.authenticate with a session", w.authenticate)
}

func (w *world) logInOtherWays() {
	w.logInWithPKCE()
	step("magic_links.email.invite", w.invite)
	step("magic_links.email.revoke_invite", w.revokeInvite)
	step("embeddable magic link", w.embeddable)
}

func (w *world) loginKnown() {
	sent := must(w.client.LoginOrCreate(contract.LoginOrCreateParams{
		Email:              w.ada,
		LoginMagicLinkURL:  redirect,
		SignupMagicLinkURL: redirect,
	}))
	equal(sent.UserID, w.userID)
	equal(sent.EmailID, w.emailID)
	equal(sent.UserCreated, false)
}

func (w *world) authenticate() {
	w.usedToken = w.inbox.tokenTo(w.ada)
	answer := must(w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{
		Token:                  w.usedToken,
		SessionDurationMinutes: 60,
		SessionCustomClaims:    map[string]any{"cart": "c-17", "nested": map[string]any{"level": 2}},
	}))
	equal(answer.UserID, w.userID)
	equal(answer.MethodID, w.emailID)
	equal(answer.User.Emails[0].Verified, true)
	equal(answer.ResetSessions, false)
	equal(len(answer.SessionToken), 44)
	session := there(answer.Session)
	equal(session.CustomClaims, map[string]any{"cart": "c-17", "nested": map[string]any{"level": 2.0}})
	factor := session.AuthenticationFactors[0]
	equal(factor.Type, "magic_link")
	equal(factor.DeliveryMethod, "email")
	equal(there(factor.EmailFactor).EmailAddress, w.ada)
	w.sessionID = session.SessionID
	w.sessionToken, w.sessionJWT = answer.SessionToken, answer.SessionJWT
}

func (w *world) logInWithPKCE() {
	email, verifier := w.address("pkce"), secretText(32)
	var token string
	redeem := func(verifier string) (*contract.AuthenticateMagicLinkResponse, error) {
		params := contract.AuthenticateMagicLinkParams{Token: token, CodeVerifier: verifier}
		return w.client.AuthenticateMagicLink(params)
	}
	step("magic_links.email.login_or_create for a new user with PKCE", func() {
		sent := must(w.client.LoginOrCreate(contract.LoginOrCreateParams{
			Email:              email,
			LoginMagicLinkURL:  redirect,
			SignupMagicLinkURL: redirect,
			CodeChallenge:      challenge(verifier),
		}))
		equal(sent.UserCreated, true)
		token = w.inbox.tokenTo(email)
	})
	step("wrong PKCE verifier", func() {
		expectError(func() (*contract.AuthenticateMagicLinkResponse, error) {
			return redeem(secretText(32))
		}, 400, "pkce_mismatch")
	})
	step("right PKCE verifier", func() {
		answer := must(redeem(verifier))
		equal(answer.User.Emails[0].Email, email)
		equal(answer.Session == nil, true)
		equal(answer.SessionToken, "")
		equal(answer.SessionJWT, "")
	})
}

func (w *world) invite() {
	sent := must(w.client.Invite(contract.InviteParams{
		Email:              w.address("guest"),
		InviteMagicLinkURL: redirect,
		Name:               &contract.Name{FirstName: "Grace"},
	}))
	equal(must(w.client.GetUser(sent.UserID)).Status, "pending")
}

func (w *world) revokeInvite() {
	guest := w.address("guest")
	token := w.inbox.tokenTo(guest)
	must(w.client.RevokeInvite(guest))
	_, err := w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{Token: token})
	if err == nil {
		panic("a revoked invite still works")
	}
	status := asRefusal(err).StatusCode
	equal(status == 401 || status == 404, true)
}

func (w *world) embeddable() {
	made := must(w.client.CreateMagicLink(contract.CreateMagicLinkParams{
		UserID:            w.userID,
		ExpirationMinutes: 15,
	}))
	equal(made.UserID, w.userID)
	answer := must(w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{
		Token:                  made.Token,
		SessionDurationMinutes: 10,
	}))
	equal(answer.UserID, w.userID)
	factor := there(answer.Session).AuthenticationFactors[0]
	equal(factor.DeliveryMethod, "embedded")
	equal(there(factor.EmbeddableMagicLinkFactor).EmbeddedID != "", true)
}
