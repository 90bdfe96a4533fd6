package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"selvage/acceptance/go/contract"
)

const (
	sandboxOAuthToken        = "hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g"
	sandboxUnknownOAuthToken = "59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw"
)

// oauth logs in through other providers, which the server's stand-in answers for.
type oauth struct {
	*world
	email, token, userID string
}

func (w *world) useOAuth() {
	s := &oauth{world: w, email: w.address("oauth")}
	step("oauth: a login through the stand-in, with PKCE", s.logIn)
	step("oauth: a used token", func() {
		expectError(s.authenticating(s.token), 400, "oauth_token_not_found")
	})
	step("oauth.attach: the next login is that of the user", s.attach)
	step("sandbox: OAuth token", func() {
		equal(must(s.authenticating(sandboxOAuthToken)()).UserID, sandboxUser)
		expectError(s.authenticating(sandboxUnknownOAuthToken), 400, "oauth_token_not_found")
	})
}

func (s *oauth) authenticating(token string) func() (*contract.OAuthAuthenticateResponse, error) {
	return func() (*contract.OAuthAuthenticateResponse, error) {
		return s.client.AuthenticateOAuth(contract.OAuthAuthenticateParams{Token: token})
	}
}

// browser keeps cookies and follows no redirect by itself.
func newBrowser() *http.Client {
	return &http.Client{
		Jar: must(cookiejar.New(nil)),
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// leadsTo gives the address that a page redirects to.
func leadsTo(response *http.Response, err error) *url.URL {
	must(response, err)
	defer response.Body.Close()
	return must(response.Location())
}

// logInAt goes through the stand-in of a provider, up to the app's own address.
func (s *oauth) logInAt(provider string, person, parameters map[string]string) url.Values {
	browser := newBrowser()
	query := url.Values{"public_token": {s.credentials.Test.PublicToken}}
	for name, value := range parameters {
		query.Set(name, value)
	}
	start := s.credentials.BaseURL + "/v1/public/oauth/" + provider + "/start?" + query.Encode()
	page := leadsTo(browser.Get(start))
	// The name that the server calls itself by may be another one of this machine.
	if strings.HasSuffix(page.Path, "/start") {
		page = leadsTo(browser.Get(page.String()))
	}
	form := url.Values{"action": {"login"}, "email_verified": {"true"}}
	for name, value := range person {
		form.Set(name, value)
	}
	back := leadsTo(browser.PostForm(page.String(), form))
	return leadsTo(browser.Get(back.String())).Query()
}

func (s *oauth) logIn() {
	verifier := secretText(32)
	person := map[string]string{"email": s.email, "given_name": "Ada", "family_name": "Lovelace"}
	back := s.logInAt("google", person, map[string]string{"code_challenge": challenge(verifier)})
	equal(back.Get("stytch_token_type"), "oauth")
	equal(back.Get("stytch_redirect_type"), "signup")
	s.token = back.Get("token")
	expectError(s.authenticating(s.token), 400, "pkce_expected_code_verifier")
	answer := must(s.client.AuthenticateOAuth(contract.OAuthAuthenticateParams{
		Token:                  s.token,
		CodeVerifier:           verifier,
		SessionDurationMinutes: 60,
	}))
	s.userID = answer.UserID
	equal(answer.ProviderType, "Google")
	equal(answer.ProviderValues.AccessToken != "", true)
	equal(strings.Count(answer.ProviderValues.IDToken, "."), 2)
	equal(answer.User.Name.FirstName, "Ada")
	equal(answer.User.Emails[0].Email, s.email)
	equal(answer.User.Emails[0].Verified, true)
	equal(answer.User.Providers[0].RegistrationID, answer.RegistrationID)
	factor := there(answer.UserSession).AuthenticationFactors[0]
	equal(factor.DeliveryMethod, "oauth_google")
	equal(there(factor.GoogleOAuthFactor).ProviderSubject, answer.ProviderSubject)
}

func (s *oauth) attach() {
	made := must(s.client.AttachOAuth(contract.OAuthAttachParams{
		Provider: "github",
		UserID:   s.userID,
	}))
	back := s.logInAt(
		"github",
		map[string]string{"subject": s.email},
		map[string]string{"oauth_attach_token": made.OAuthAttachToken},
	)
	equal(back.Get("stytch_redirect_type"), "login")
	answer := must(s.authenticating(back.Get("token"))())
	equal(answer.UserID, s.userID)
	equal(len(answer.User.Providers), 2)
	left := must(s.client.DeleteOAuthRegistration(answer.RegistrationID)).User
	equal(len(left.Providers), 1)
	equal(left.Providers[0].ProviderType, "Google")
}
