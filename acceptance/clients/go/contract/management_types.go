package contract

import "time"

type Project struct {
	ProjectSlug string    `json:"project_slug"`
	Name        string    `json:"name"`
	Vertical    string    `json:"vertical"`
	CreatedAt   time.Time `json:"created_at"`
}

type Environment struct {
	EnvironmentSlug                  string    `json:"environment_slug"`
	ProjectSlug                      string    `json:"project_slug"`
	Name                             string    `json:"name"`
	ProjectID                        string    `json:"project_id"`
	Type                             string    `json:"type"`
	CreatedAt                        time.Time `json:"created_at"`
	OAuthCallbackID                  string    `json:"oauth_callback_id"`
	CrossOrgPasswordsEnabled         bool      `json:"cross_org_passwords_enabled"`
	UserImpersonationEnabled         bool      `json:"user_impersonation_enabled"`
	ZeroDowntimeSessionMigrationURL  string    `json:"zero_downtime_session_migration_url"`
	UseCustomDomainInMagicLinkEmails bool      `json:"use_custom_domain_in_magic_link_emails"`
	UserLockSelfServeEnabled         bool      `json:"user_lock_self_serve_enabled"`
	UserLockThreshold                int       `json:"user_lock_threshold"`
	UserLockTTL                      int       `json:"user_lock_ttl"`
	IDPAuthorizationURL              string    `json:"idp_authorization_url"`
	IDPDynamicClientRegistration     bool      `json:"idp_dynamic_client_registration_enabled"`
	IDPAccessTokenTemplate           string    `json:"idp_dynamic_client_registration_access_token_template_content"`
}

// Secret is masked except in the answer that creates it.
type Secret struct {
	SecretID  string     `json:"secret_id"`
	Secret    string     `json:"secret,omitempty"`
	LastFour  string     `json:"last_four,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    *time.Time `json:"used_at,omitempty"`
}

type PublicToken struct {
	PublicToken string    `json:"public_token"`
	CreatedAt   time.Time `json:"created_at"`
}

type RedirectURL struct {
	URL        string      `json:"url"`
	ValidTypes []ValidType `json:"valid_types"`
}

type ValidType struct {
	Type      string `json:"type"`
	IsDefault bool   `json:"is_default"`
}

type ProjectResponse struct {
	Envelope
	Project Project `json:"project"`
}

type ProjectsResponse struct {
	Envelope
	Projects []Project `json:"projects"`
}

type EnvironmentResponse struct {
	Envelope
	Environment Environment `json:"environment"`
}

type EnvironmentsResponse struct {
	Envelope
	Environments []Environment `json:"environments"`
}

type MetricsResponse struct {
	Envelope
	Metrics struct {
		UserCount         uint32 `json:"user_count"`
		OrganizationCount uint32 `json:"organization_count"`
		MemberCount       uint32 `json:"member_count"`
		M2MClientCount    uint32 `json:"m2m_client_count"`
	} `json:"metrics"`
}

type SecretResponse struct {
	Envelope
	Secret Secret `json:"secret"`
}

type SecretsResponse struct {
	Envelope
	Secrets []Secret `json:"secrets"`
}

type PublicTokenResponse struct {
	Envelope
	PublicToken PublicToken `json:"public_token"`
}

type PublicTokensResponse struct {
	Envelope
	PublicTokens []PublicToken `json:"public_tokens"`
}

type RedirectURLResponse struct {
	Envelope
	RedirectURL RedirectURL `json:"redirect_url"`
}

type RedirectURLsResponse struct {
	Envelope
	RedirectURLs []RedirectURL `json:"redirect_urls"`
}
