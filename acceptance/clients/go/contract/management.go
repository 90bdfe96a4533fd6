package contract

import "net/http"

// Management calls the management API (/pwa/v3) with a workspace key. It puts path parameters and
// the url parameter into the address as they are, without escaping, as the official client does.
type Management struct {
	wire *wire
}

func NewManagement(baseURL, keyID, keySecret string, transport http.RoundTripper) *Management {
	return &Management{newWire(baseURL, keyID, keySecret, "stytch-management-go/0.0.0 (contract client)", transport)}
}

// Place names one environment.
type Place struct {
	ProjectSlug, EnvironmentSlug string
}

func (p Place) path() string {
	return "/pwa/v3/projects/" + p.ProjectSlug + "/environments/" + p.EnvironmentSlug
}

// none is the body of a POST without fields: {}.
type none struct{}

type CreateProjectParams struct {
	Name        string `json:"name,omitempty"`
	Vertical    string `json:"vertical,omitempty"`
	ProjectSlug string `json:"project_slug,omitempty"`
}

type CreateEnvironmentParams struct {
	Name                     string `json:"name,omitempty"`
	Type                     string `json:"type,omitempty"`
	EnvironmentSlug          string `json:"environment_slug,omitempty"`
	UserLockThreshold        *int   `json:"user_lock_threshold,omitempty"`
	UserLockSelfServeEnabled *bool  `json:"user_lock_self_serve_enabled,omitempty"`
}

// UpdateEnvironmentParams is a PATCH: a nil pointer is left out, a pointer to false is not.
type UpdateEnvironmentParams struct {
	Name                            *string `json:"name,omitempty"`
	UserImpersonationEnabled        *bool   `json:"user_impersonation_enabled,omitempty"`
	ZeroDowntimeSessionMigrationURL *string `json:"zero_downtime_session_migration_url,omitempty"`
	UserLockSelfServeEnabled        *bool   `json:"user_lock_self_serve_enabled,omitempty"`
	UserLockThreshold               *int    `json:"user_lock_threshold,omitempty"`
	UserLockTTL                     *int    `json:"user_lock_ttl,omitempty"`
	IDPAccessTokenTemplate          *string `json:"idp_dynamic_client_registration_access_token_template_content,omitempty"`
}

type RedirectURLParams struct {
	URL                  string            `json:"url,omitempty"`
	ValidTypes           []ValidTypeParams `json:"valid_types,omitempty"`
	DoNotPromoteDefaults bool              `json:"do_not_promote_defaults,omitempty"`
}

// ValidTypeParams: a false IsDefault is not on the wire.
type ValidTypeParams struct {
	Type      string `json:"type,omitempty"`
	IsDefault bool   `json:"is_default,omitempty"`
}

func (m *Management) CreateProject(params CreateProjectParams) (*ProjectResponse, error) {
	return call[ProjectResponse](m.wire, "POST", "/pwa/v3/projects", nil, params)
}

func (m *Management) GetProject(slug string) (*ProjectResponse, error) {
	return call[ProjectResponse](m.wire, "GET", "/pwa/v3/projects/"+slug, nil, nil)
}

func (m *Management) ListProjects() (*ProjectsResponse, error) {
	return call[ProjectsResponse](m.wire, "GET", "/pwa/v3/projects", nil, nil)
}

func (m *Management) RenameProject(slug, name string) (*ProjectResponse, error) {
	params := struct {
		Name *string `json:"name,omitempty"`
	}{&name}
	return call[ProjectResponse](m.wire, "PATCH", "/pwa/v3/projects/"+slug, nil, params)
}

func (m *Management) DeleteProject(slug string) (*Envelope, error) {
	return call[Envelope](m.wire, "DELETE", "/pwa/v3/projects/"+slug, nil, nil)
}

func (m *Management) CreateEnvironment(
	projectSlug string, params CreateEnvironmentParams,
) (*EnvironmentResponse, error) {
	path := "/pwa/v3/projects/" + projectSlug + "/environments"
	return call[EnvironmentResponse](m.wire, "POST", path, nil, params)
}

func (m *Management) GetEnvironment(place Place) (*EnvironmentResponse, error) {
	return call[EnvironmentResponse](m.wire, "GET", place.path(), nil, nil)
}

func (m *Management) ListEnvironments(projectSlug string) (*EnvironmentsResponse, error) {
	path := "/pwa/v3/projects/" + projectSlug + "/environments"
	return call[EnvironmentsResponse](m.wire, "GET", path, nil, nil)
}

func (m *Management) UpdateEnvironment(
	place Place, params UpdateEnvironmentParams,
) (*EnvironmentResponse, error) {
	return call[EnvironmentResponse](m.wire, "PATCH", place.path(), nil, params)
}

func (m *Management) DeleteEnvironment(place Place) (*Envelope, error) {
	return call[Envelope](m.wire, "DELETE", place.path(), nil, nil)
}

func (m *Management) GetMetrics(place Place) (*MetricsResponse, error) {
	return call[MetricsResponse](m.wire, "GET", place.path()+"/metrics", nil, nil)
}

func (m *Management) CreateSecret(place Place) (*SecretResponse, error) {
	return call[SecretResponse](m.wire, "POST", place.path()+"/secrets", nil, none{})
}

func (m *Management) GetSecret(place Place, id string) (*SecretResponse, error) {
	return call[SecretResponse](m.wire, "GET", place.path()+"/secrets/"+id, nil, nil)
}

func (m *Management) ListSecrets(place Place) (*SecretsResponse, error) {
	return call[SecretsResponse](m.wire, "GET", place.path()+"/secrets", nil, nil)
}

func (m *Management) DeleteSecret(place Place, id string) (*Envelope, error) {
	return call[Envelope](m.wire, "DELETE", place.path()+"/secrets/"+id, nil, nil)
}

func (m *Management) CreatePublicToken(place Place) (*PublicTokenResponse, error) {
	return call[PublicTokenResponse](m.wire, "POST", place.path()+"/public_tokens", nil, none{})
}

func (m *Management) GetPublicToken(place Place, token string) (*PublicTokenResponse, error) {
	return call[PublicTokenResponse](m.wire, "GET", place.path()+"/public_tokens/"+token, nil, nil)
}

func (m *Management) ListPublicTokens(place Place) (*PublicTokensResponse, error) {
	return call[PublicTokensResponse](m.wire, "GET", place.path()+"/public_tokens", nil, nil)
}

func (m *Management) DeletePublicToken(place Place, token string) (*Envelope, error) {
	return call[Envelope](m.wire, "DELETE", place.path()+"/public_tokens/"+token, nil, nil)
}

func (m *Management) CreateRedirectURL(
	place Place, params RedirectURLParams,
) (*RedirectURLResponse, error) {
	return call[RedirectURLResponse](m.wire, "POST", place.path()+"/redirect_urls", nil, params)
}

func (m *Management) GetRedirectURL(place Place, url string) (*RedirectURLResponse, error) {
	path := place.path() + "/redirect_urls?url=" + url
	return call[RedirectURLResponse](m.wire, "GET", path, nil, nil)
}

// UpdateRedirectURL names the URL twice, in the address and in the body.
func (m *Management) UpdateRedirectURL(
	place Place, params RedirectURLParams,
) (*RedirectURLResponse, error) {
	path := place.path() + "/redirect_urls?url=" + params.URL
	return call[RedirectURLResponse](m.wire, "PUT", path, nil, params)
}

func (m *Management) ListRedirectURLs(place Place) (*RedirectURLsResponse, error) {
	return call[RedirectURLsResponse](m.wire, "GET", place.path()+"/redirect_urls/all", nil, nil)
}

func (m *Management) DeleteRedirectURL(place Place, url string) (*Envelope, error) {
	path := place.path() + "/redirect_urls?url=" + url
	return call[Envelope](m.wire, "DELETE", path, nil, nil)
}
