package main

import (
	"strings"

	"selvage/acceptance/go/contract"
)

const appRedirect = "https://app.example.com/callback"

var appScopes = []string{"openid", "full_access"}

// app is one that a user lets in.
type app struct {
	*world
	id, secret, userID, sessionID, accessToken string
}

func (w *world) useApps() {
	a := &app{world: w}
	step("connected_apps: a user authorizes an app", a.authorize)
	step("connected_apps: an access token introspected and checked locally", a.introspect)
	step("sessions.exchange_access_token", a.exchange)
	step("users.connected_apps and revoke", a.revoke)
}

func (a *app) authorize() {
	made := must(a.client.CreateConnectedApp(contract.CreateConnectedAppParams{
		ClientType:                 "first_party",
		ClientName:                 "Notes",
		RedirectURLs:               []string{appRedirect},
		FullAccessAllowed:          true,
		AccessTokenTemplateContent: `{"plan": {{ user.trusted_metadata.plan }}}`,
	})).ConnectedApp
	a.id, a.secret = made.ClientID, made.ClientSecret
	equal(strings.HasPrefix(a.id, "connected-app-test-"), true)
	a.userID = must(a.client.CreateUser(contract.CreateUserParams{
		Email:           a.address("apps"),
		TrustedMetadata: map[string]any{"plan": "gold"},
	})).UserID
	login := a.logInByLink(a.userID)
	a.sessionID = there(login.Session).SessionID
	params := contract.AuthorizeParams{
		ClientID:     a.id,
		RedirectURI:  appRedirect,
		ResponseType: "code",
		Scopes:       appScopes,
		SessionToken: login.SessionToken,
	}
	started := must(a.client.AuthorizeStart(params))
	equal(started.UserID, a.userID)
	equal(started.Client.ClientName, "Notes")
	equal(started.ConsentRequired, false)
	equal(started.ScopeResults[1].IsGrantable, true)
	// A first party needs no consent. Go leaves out what is false, so nothing of it is on the wire.
	params.ConsentGranted, params.State = false, "s-1"
	authorized := must(a.client.Authorize(params))
	equal(strings.Contains(authorized.RedirectURI, "state=s-1"), true)
	tokens := must(a.client.ExchangeCode(a.id, a.secret, authorized.AuthorizationCode, appRedirect))
	equal(tokens.Scope, strings.Join(appScopes, " "))
	equal(tokens.IDToken != "", true)
	a.accessToken = tokens.AccessToken
}

func (a *app) introspect() {
	found := must(a.client.IntrospectAppToken(a.id, a.secret, a.accessToken))
	equal(found.Active, true)
	equal(found.Sub, a.userID)
	equal(found.ClientID, a.id)
	equal(found.TokenType, "access_token")
	equal(found.Audience, []string{a.credentials.Test.ProjectID})
	equal(found.Plan, "gold")
	local := must(a.client.AuthenticateToken(a.accessToken, nil))
	equal(local.ClientID, a.userID)
	equal(local.Scopes, appScopes)
	equal(local.CustomClaims["plan"], "gold")
	tampered := a.accessToken[:len(a.accessToken)-8] + "AAAAAAAA"
	_, err := a.client.AuthenticateToken(tampered, nil)
	equal(err != nil, true)
	equal(must(a.client.IntrospectAppToken(a.id, a.secret, tampered)).Active, false)
}

func (a *app) exchange() {
	call := func() (*contract.AttestResponse, error) {
		return a.client.ExchangeAccessToken(contract.ExchangeAccessTokenParams{
			AccessToken:            a.accessToken,
			SessionDurationMinutes: 60,
		})
	}
	answer := must(call())
	equal(answer.UserID, a.userID)
	equal(there(answer.Session).SessionID, a.sessionID)
	factors := answer.Session.AuthenticationFactors
	equal(factors[len(factors)-1].DeliveryMethod, "oauth_access_token_exchange")
	expectError(call, 404, "idp_access_token_could_not_be_exchanged")
}

func (a *app) revoke() {
	granted := must(a.client.UserConnectedApps(a.userID)).ConnectedApps
	equal(len(granted), 1)
	equal(granted[0].ConnectedAppID, a.id)
	equal(granted[0].ScopesGranted, strings.Join(appScopes, " "))
	must(a.client.RevokeConnectedApp(a.userID, a.id))
	equal(len(must(a.client.UserConnectedApps(a.userID)).ConnectedApps), 0)
	equal(must(a.client.IntrospectAppToken(a.id, a.secret, a.accessToken)).Active, false)
}
