package contract

// ConnectedApp is an app with its secret, as the call that makes it answers.
type ConnectedApp struct {
	ClientID               string   `json:"client_id"`
	ClientName             string   `json:"client_name"`
	ClientDescription      string   `json:"client_description"`
	Status                 string   `json:"status"`
	ClientType             string   `json:"client_type"`
	RedirectURLs           []string `json:"redirect_urls"`
	IDTokenTemplateContent string   `json:"id_token_template_content"`
	ClientSecret           string   `json:"client_secret,omitempty"`
}

type CreateConnectedAppParams struct {
	ClientType                 string   `json:"client_type,omitempty"`
	ClientName                 string   `json:"client_name,omitempty"`
	RedirectURLs               []string `json:"redirect_urls,omitempty"`
	FullAccessAllowed          bool     `json:"full_access_allowed,omitempty"`
	AccessTokenTemplateContent string   `json:"access_token_template_content,omitempty"`
}

type ConnectedAppResponse struct {
	Envelope
	ConnectedApp ConnectedApp `json:"connected_app"`
}

func (c *Client) CreateConnectedApp(params CreateConnectedAppParams) (*ConnectedAppResponse, error) {
	return call[ConnectedAppResponse](c.wire, "POST", "/v1/connected_apps/clients", nil, params)
}

// AuthorizeParams are those of both calls; the last four are left out of the first one.
type AuthorizeParams struct {
	ClientID       string   `json:"client_id,omitempty"`
	RedirectURI    string   `json:"redirect_uri,omitempty"`
	ResponseType   string   `json:"response_type,omitempty"`
	Scopes         []string `json:"scopes,omitempty"`
	SessionToken   string   `json:"session_token,omitempty"`
	ConsentGranted bool     `json:"consent_granted,omitempty"`
	State          string   `json:"state,omitempty"`
}

type AuthorizeStartResponse struct {
	Envelope
	UserID          string `json:"user_id"`
	User            User   `json:"user"`
	ConsentRequired bool   `json:"consent_required"`
	Client          struct {
		ClientID   string `json:"client_id"`
		ClientName string `json:"client_name"`
		ClientType string `json:"client_type"`
	} `json:"client"`
	ScopeResults []struct {
		Scope       string `json:"scope"`
		Description string `json:"description"`
		IsGrantable bool   `json:"is_grantable"`
	} `json:"scope_results"`
}

type AuthorizeResponse struct {
	Envelope
	RedirectURI       string `json:"redirect_uri"`
	AuthorizationCode string `json:"authorization_code,omitempty"`
}

func (c *Client) AuthorizeStart(params AuthorizeParams) (*AuthorizeStartResponse, error) {
	return call[AuthorizeStartResponse](c.wire, "POST", "/v1/idp/oauth/authorize/start", nil, params)
}

func (c *Client) Authorize(params AuthorizeParams) (*AuthorizeResponse, error) {
	return call[AuthorizeResponse](c.wire, "POST", "/v1/idp/oauth/authorize", nil, params)
}

// AppTokens is what an app gets for a code, by a call of its own.
type AppTokens struct {
	TokenResponse
	Scope   string `json:"scope"`
	IDToken string `json:"id_token"`
}

func (c *Client) ExchangeCode(id, secret, code, redirect string) (*AppTokens, error) {
	return postForm[AppTokens](c.wire, c.oauth2("token"), map[string]string{
		"grant_type":    "authorization_code",
		"client_id":     id,
		"client_secret": secret,
		"code":          code,
		"redirect_uri":  redirect,
	})
}

// AppIntrospection has the claim that a template made.
type AppIntrospection struct {
	Introspection
	ClientID  string `json:"client_id,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Plan      string `json:"plan,omitempty"`
}

func (c *Client) IntrospectAppToken(id, secret, token string) (*AppIntrospection, error) {
	form := map[string]string{"client_id": id, "client_secret": secret, "token": token}
	return postForm[AppIntrospection](c.wire, c.oauth2("introspect"), form)
}

type ExchangeAccessTokenParams struct {
	AccessToken            string `json:"access_token,omitempty"`
	SessionDurationMinutes int32  `json:"session_duration_minutes,omitempty"`
}

func (c *Client) ExchangeAccessToken(params ExchangeAccessTokenParams) (*AttestResponse, error) {
	return call[AttestResponse](c.wire, "POST", "/v1/sessions/exchange_access_token", nil, params)
}

type UserConnectedAppsResponse struct {
	Envelope
	ConnectedApps []struct {
		ConnectedAppID string `json:"connected_app_id"`
		Name           string `json:"name"`
		Description    string `json:"description"`
		ClientType     string `json:"client_type"`
		ScopesGranted  string `json:"scopes_granted"`
	} `json:"connected_apps"`
}

func (c *Client) UserConnectedApps(userID string) (*UserConnectedAppsResponse, error) {
	path := "/v1/users/" + userID + "/connected_apps"
	return call[UserConnectedAppsResponse](c.wire, "GET", path, nil, nil)
}

func (c *Client) RevokeConnectedApp(userID, appID string) (*Envelope, error) {
	path := "/v1/users/" + userID + "/connected_apps/" + appID + "/revoke"
	return call[Envelope](c.wire, "POST", path, nil, struct{}{})
}
