"""Every environment variable the portal reads, typed, in one place.

The table of the README is checked against these fields by a test.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
# SQLite's is for measuring on a file of one's own.
SCHEMES = {
    "database_url": ("postgresql", "postgres", "sqlite"),
    "redis_url": ("redis", "rediss", "unix"),
    "elasticsearch_url": ("https", "http"),
}


class Environment(BaseSettings):
    """Deployment choices. Every field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    secret_key: SecretStr = Field(description="Signs sessions and tokens: a long random string.")
    base_domain: str = Field(
        description="Domain of the network; a Cité's site is `<slug>.<BASE_DOMAIN>`.",
    )
    network_host: str = Field(
        default="",
        description="Host of the hub, the admin and sign-in. Default: BASE_DOMAIN.",
    )
    public_scheme: Literal["http", "https"] = Field(default="https", description="Scheme of the public addresses.")
    public_port: int = Field(
        default=443, description="Port of the public addresses, written to every Site.", ge=1, le=65535
    )
    data_dir: Path = Field(
        default=PROJECT_DIR / "var",
        description="Folder for the SQLite file, the file cache, uploads and, in development, sent mail.",
    )
    database_url: str = Field(default="", description="`postgresql://…`; empty: SQLite in DATA_DIR.")
    redis_url: str = Field(default="", description="`redis://…` for the cache; empty: files in DATA_DIR.")
    elasticsearch_url: str = Field(
        default="",
        description="`http(s)://…`, several separated by commas, for the initiatives; empty: the database's search.",
    )
    elasticsearch_prefix: str = Field(
        default="portal", description="Prefix of the Elasticsearch indices, one per installation."
    )
    s3_bucket: str = Field(
        default="", description="Bucket for uploads (needs the `s3` extra); empty: files in DATA_DIR."
    )
    s3_endpoint_url: str = Field(default="", description="S3 endpoint, if it isn't the provider's default.")
    s3_region: str = Field(default="", description="S3 region.")
    email_host: str = Field(default="localhost", description="SMTP server.")
    email_port: int = Field(default=25, description="SMTP port.", ge=1, le=65535)
    email_host_user: str = Field(default="", description="SMTP user.")
    email_host_password: SecretStr = Field(default=SecretStr(""), description="SMTP password.")
    email_use_tls: bool = Field(default=False, description="Start TLS with the SMTP server.")
    default_from_email: str = Field(
        default="", description="Sender of the portal's mail. Default: `portail@<NETWORK_HOST>`."
    )
    trusted_proxy_count: int = Field(
        default=0, description="Reverse proxies in front, for the client's address in throttles.", ge=0
    )
    second_factor_required: bool = Field(default=True, description="Network roles must sign in with a second factor.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Level of the log on standard error."
    )

    @field_validator("database_url", "redis_url", "elasticsearch_url")
    @classmethod
    def _known_scheme(cls, value: str, info: ValidationInfo) -> str:
        """Refuse here what a library would refuse later, in its own words."""
        schemes = SCHEMES[str(info.field_name)]
        for address in filter(None, (part.strip() for part in value.split(","))):
            scheme, _colon, rest = address.partition("://")
            if scheme not in schemes or not rest:
                raise ValueError(f"“{address}” doesn't begin with {' or '.join(f'{each}://' for each in schemes)}")
        return value

    @property
    def hub_host(self) -> str:
        """The hub's host name: NETWORK_HOST, or BASE_DOMAIN where it isn't set."""
        return self.network_host or self.base_domain


def read_environment() -> Environment:
    """Read the process environment.

    Raises:
        SystemExit: with one sentence per missing or wrong variable, naming it; nothing starts on a guess.
    """
    try:
        return Environment()  # type: ignore[call-arg]  # filled from the environment
    except ValidationError as error:
        for problem in error.errors():
            name = str(problem["loc"][0]).upper()
            field = Environment.model_fields[name.lower()]
            reason = "is not set" if problem["type"] == "missing" else f"is wrong: {problem['msg'].lower()}"
            sys.stderr.write(f"The environment variable {name} {reason}. It is: {field.description}\n")
        raise SystemExit(1) from None
