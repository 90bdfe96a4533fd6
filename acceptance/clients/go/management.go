package main

import (
	"net/http"
	"strings"

	"selvage/acceptance/go/contract"
)

func to[T any](value T) *T {
	return &value
}

// manage takes the management API through a project of its own, which is gone in the end.
func (w *world) manage() {
	m := w.management
	live := contract.Place{EnvironmentSlug: "production"}
	test := contract.Place{}
	var testProjectID string

	step("management: project and environments", func() {
		project := must(m.CreateProject(contract.CreateProjectParams{
			Name:     "Go " + w.run,
			Vertical: "CONSUMER",
		})).Project
		equal(project.Vertical, "CONSUMER")
		equal(project.CreatedAt.IsZero(), false)
		equal(len(must(m.ListEnvironments(project.ProjectSlug)).Environments), 0)
		live.ProjectSlug, test.ProjectSlug = project.ProjectSlug, project.ProjectSlug
		renamed := must(m.RenameProject(project.ProjectSlug, "Renamed"))
		equal(renamed.Project.Name, "Renamed")
		equal(must(m.GetProject(project.ProjectSlug)).Project, renamed.Project)
		equal(contains(must(m.ListProjects()).Projects, renamed.Project), true)

		made := must(m.CreateEnvironment(live.ProjectSlug, contract.CreateEnvironmentParams{
			Name:            "Live",
			Type:            "LIVE",
			EnvironmentSlug: live.EnvironmentSlug,
		})).Environment
		equal(made.EnvironmentSlug, live.EnvironmentSlug)
		equal(strings.HasPrefix(made.ProjectID, "project-live-"), true)
		second := must(m.CreateEnvironment(test.ProjectSlug, contract.CreateEnvironmentParams{
			Name: "Test",
			Type: "TEST",
		})).Environment
		equal(strings.HasPrefix(second.ProjectID, "project-test-"), true)
		test.EnvironmentSlug, testProjectID = second.EnvironmentSlug, second.ProjectID
		equal(len(must(m.ListEnvironments(test.ProjectSlug)).Environments), 2)
		equal(must(m.GetMetrics(test)).Metrics.UserCount, uint32(0))
	})

	step("management: settings of an environment", func() { w.manageSettings(test) })
	step("management: secrets", func() { w.manageSecrets(test, testProjectID) })
	step("management: public tokens", func() { w.managePublicTokens(test) })
	step("management: redirect URLs", func() { w.manageRedirectURLs(test) })
	step("management: refusals", func() { w.manageRefusals(test) })

	step("management: deletion", func() {
		must(m.DeleteEnvironment(test))
		_, err := m.GetEnvironment(test)
		expectNotFound(err)
		must(m.DeleteProject(live.ProjectSlug))
		_, err = m.GetProject(live.ProjectSlug)
		expectNotFound(err)
	})
}

func contains(projects []contract.Project, wanted contract.Project) bool {
	for _, project := range projects {
		if project == wanted {
			return true
		}
	}
	return false
}

// expectNotFound wants what the tests of the official client want: 404, a type with not_found in it,
// a request id.
func expectNotFound(err error) {
	if err == nil {
		panic("expected not_found")
	}
	refused := asRefusal(err)
	equal(refused.StatusCode, 404)
	equal(strings.Contains(refused.ErrorType, "not_found"), true)
	equal(refused.RequestID != "", true)
}

// manageSettings: an update changes what is sent; false and 0 behind a pointer are sent.
func (w *world) manageSettings(place contract.Place) {
	m := w.management
	before := must(m.GetEnvironment(place)).Environment
	equal(before.UserLockThreshold, 10)
	equal(before.UserLockTTL, 3600)
	template := `{"field": {{ user.user_id }} }`
	after := must(m.UpdateEnvironment(place, contract.UpdateEnvironmentParams{
		UserLockSelfServeEnabled: to(true),
		UserImpersonationEnabled: to(true),
		UserLockThreshold:        to(5),
		IDPAccessTokenTemplate:   to(template),
	})).Environment
	wanted := before
	wanted.UserLockSelfServeEnabled, wanted.UserImpersonationEnabled = true, true
	wanted.UserLockThreshold, wanted.IDPAccessTokenTemplate = 5, template
	equal(after, wanted)
	after = must(m.UpdateEnvironment(place, contract.UpdateEnvironmentParams{
		UserLockSelfServeEnabled: to(false),
		IDPAccessTokenTemplate:   to(""),
	})).Environment
	wanted.UserLockSelfServeEnabled, wanted.IDPAccessTokenTemplate = false, ""
	equal(after, wanted)
	equal(must(m.GetEnvironment(place)).Environment, wanted)
	// Nothing but nil pointers: the body is {}, and nothing changes.
	equal(must(m.UpdateEnvironment(place, contract.UpdateEnvironmentParams{})).Environment, wanted)
}

// manageSecrets also makes a client with the new secret: the keys of a new environment must be there
// at once, because that client wants the JWKS.
func (w *world) manageSecrets(place contract.Place, projectID string) {
	m := w.management
	made := must(m.CreateSecret(place)).Secret
	equal(len(made.Secret) > 10, true)
	masked := must(m.GetSecret(place, made.SecretID)).Secret
	equal(masked.Secret, "")
	equal(masked.LastFour, made.Secret[len(made.Secret)-4:])
	equal(masked.CreatedAt.Equal(made.CreatedAt), true)
	equal(masked.UsedAt == nil, true)
	equal(len(must(m.ListSecrets(place)).Secrets) > 0, true)

	client := must(w.clientWith(projectID, made.Secret))
	defer client.Close()
	search := func() (*contract.SearchUsersResponse, error) {
		return client.SearchUsers(contract.SearchUsersParams{})
	}
	equal(len(must(search()).Results), 0)
	must(m.DeleteSecret(place, made.SecretID))
	expectError(search, 401, "unauthorized_credentials")
	_, err := m.GetSecret(place, made.SecretID)
	expectNotFound(err)
	_, err = m.DeleteSecret(place, made.SecretID)
	expectNotFound(err)
}

func (w *world) managePublicTokens(place contract.Place) {
	m := w.management
	made := must(m.CreatePublicToken(place)).PublicToken
	equal(strings.HasPrefix(made.PublicToken, "public-token-test-"), true)
	equal(must(m.GetPublicToken(place, made.PublicToken)).PublicToken, made)
	equal(len(must(m.ListPublicTokens(place)).PublicTokens) > 0, true)
	// The last one cannot be deleted, so there have to be two.
	must(m.CreatePublicToken(place))
	must(m.DeletePublicToken(place, made.PublicToken))
	_, err := m.DeletePublicToken(place, made.PublicToken)
	expectNotFound(err)
}

// manageRedirectURLs: is_default and do_not_promote_defaults are never on the wire here, since they
// are false.
func (w *world) manageRedirectURLs(place contract.Place) {
	m := w.management
	// LIVE begins with none, which is a list and not null.
	live := contract.Place{ProjectSlug: place.ProjectSlug, EnvironmentSlug: "production"}
	equal(len(must(m.ListRedirectURLs(live)).RedirectURLs), 0)
	fresh := must(m.ListRedirectURLs(place)).RedirectURLs
	// With a query of its own, put into the address as it is.
	url := "https://localhost:3002/login?expires_at={}"
	params := func(types ...string) contract.RedirectURLParams {
		valid := []contract.ValidTypeParams{}
		for _, each := range types {
			valid = append(valid, contract.ValidTypeParams{Type: each})
		}
		return contract.RedirectURLParams{URL: url, ValidTypes: valid}
	}
	made := must(m.CreateRedirectURL(place, params("LOGIN"))).RedirectURL
	equal(made.URL, url)
	equal(typesOf(made), []string{"LOGIN"})
	merged := must(m.CreateRedirectURL(place, params("SIGNUP"))).RedirectURL
	equal(typesOf(merged), []string{"LOGIN", "SIGNUP"})
	equal(must(m.GetRedirectURL(place, url)).RedirectURL, merged)
	updated := must(m.UpdateRedirectURL(place, params("LOGIN", "SIGNUP", "INVITE"))).RedirectURL
	equal(typesOf(updated), []string{"LOGIN", "SIGNUP", "INVITE"})
	equal(len(must(m.ListRedirectURLs(place)).RedirectURLs), len(fresh)+1)
	must(m.DeleteRedirectURL(place, url))
	_, err := m.GetRedirectURL(place, url)
	expectNotFound(err)
	_, err = m.UpdateRedirectURL(place, params("LOGIN"))
	expectNotFound(err)
	equal(must(m.ListRedirectURLs(place)).RedirectURLs, fresh)
}

func typesOf(url contract.RedirectURL) []string {
	var types []string
	for _, each := range url.ValidTypes {
		types = append(types, each.Type)
	}
	return types
}

func (w *world) manageRefusals(place contract.Place) {
	m := w.management
	// Not escaped by the client; net/http writes the bar and the space as %7C and %20.
	_, err := m.GetProject("no such|project")
	expectNotFound(err)
	_, err = m.GetEnvironment(contract.Place{ProjectSlug: place.ProjectSlug, EnvironmentSlug: "none"})
	expectNotFound(err)
	_, err = m.GetSecret(place, "secret-test-"+uuid())
	expectNotFound(err)
	key := w.credentials.Management
	for _, wrong := range [][2]string{
		{key.KeyID, secretText(32)},
		{"workspace-key-prod-" + uuid(), key.KeySecret},
		{w.credentials.Test.ProjectID, w.credentials.Test.Secret},
	} {
		stranger := contract.NewManagement(
			w.credentials.BaseURL, wrong[0], wrong[1], http.DefaultTransport)
		expectError(stranger.ListProjects, 401, "unauthorized_credentials")
	}
	// The other way round: a workspace key is no project.
	_, err = w.clientWith(key.KeyID, key.KeySecret)
	equal(err != nil, true)
}
