package contract

import (
	"net/url"
	"time"
)

// OAuthAttachParams is the body of POST /v1/oauth/attach.
type OAuthAttachParams struct {
	Provider     string `json:"provider,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	SessionToken string `json:"session_token,omitempty"`
	SessionJWT   string `json:"session_jwt,omitempty"`
}

type OAuthAttachResponse struct {
	Envelope
	OAuthAttachToken string `json:"oauth_attach_token"`
}

// OAuthAuthenticateParams is the body of POST /v1/oauth/authenticate.
type OAuthAuthenticateParams struct {
	Token                  string         `json:"token,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
	CodeVerifier           string         `json:"code_verifier,omitempty"`
}

type ProviderValues struct {
	AccessToken  string     `json:"access_token"`
	RefreshToken string     `json:"refresh_token"`
	IDToken      string     `json:"id_token"`
	Scopes       []string   `json:"scopes"`
	ExpiresAt    *time.Time `json:"expires_at,omitempty"`
}

type OAuthAuthenticateResponse struct {
	Envelope
	UserID          string         `json:"user_id"`
	ProviderSubject string         `json:"provider_subject"`
	ProviderType    string         `json:"provider_type"`
	SessionToken    string         `json:"session_token"`
	SessionJWT      string         `json:"session_jwt"`
	ProviderValues  ProviderValues `json:"provider_values"`
	User            User           `json:"user"`
	ResetSessions   bool           `json:"reset_sessions"`
	RegistrationID  string         `json:"oauth_user_registration_id"`
	UserSession     *Session       `json:"user_session,omitempty"`
}

func (c *Client) AttachOAuth(params OAuthAttachParams) (*OAuthAttachResponse, error) {
	return call[OAuthAttachResponse](c.wire, "POST", "/v1/oauth/attach", nil, params)
}

func (c *Client) AuthenticateOAuth(
	params OAuthAuthenticateParams,
) (*OAuthAuthenticateResponse, error) {
	return call[OAuthAuthenticateResponse](c.wire, "POST", "/v1/oauth/authenticate", nil, params)
}

func (c *Client) DeleteOAuthRegistration(registrationID string) (*DeleteFactorResponse, error) {
	path := "/v1/users/oauth/" + url.PathEscape(registrationID)
	return call[DeleteFactorResponse](c.wire, "DELETE", path, nil, nil)
}
