package contract

// StartWalletParams is the body of POST /v1/crypto_wallets/authenticate/start.
type StartWalletParams struct {
	WalletType    string `json:"crypto_wallet_type,omitempty"`
	WalletAddress string `json:"crypto_wallet_address,omitempty"`
	UserID        string `json:"user_id,omitempty"`
	SessionToken  string `json:"session_token,omitempty"`
	SessionJWT    string `json:"session_jwt,omitempty"`
}

type StartWalletResponse struct {
	Envelope
	UserID      string `json:"user_id"`
	Challenge   string `json:"challenge"`
	UserCreated bool   `json:"user_created"`
}

// AuthenticateWalletParams is the body of POST /v1/crypto_wallets/authenticate.
type AuthenticateWalletParams struct {
	WalletType             string         `json:"crypto_wallet_type,omitempty"`
	WalletAddress          string         `json:"crypto_wallet_address,omitempty"`
	Signature              string         `json:"signature,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
}

type AuthenticateWalletResponse struct {
	Envelope
	UserID       string   `json:"user_id"`
	SessionToken string   `json:"session_token"`
	SessionJWT   string   `json:"session_jwt"`
	User         User     `json:"user"`
	Session      *Session `json:"session,omitempty"`
}

func (c *Client) StartWallet(params StartWalletParams) (*StartWalletResponse, error) {
	path := "/v1/crypto_wallets/authenticate/start"
	return call[StartWalletResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) AuthenticateWallet(
	params AuthenticateWalletParams,
) (*AuthenticateWalletResponse, error) {
	path := "/v1/crypto_wallets/authenticate"
	return call[AuthenticateWalletResponse](c.wire, "POST", path, nil, params)
}
