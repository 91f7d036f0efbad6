using System.Data.Common;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>A user as the state keeps him.</summary>
internal sealed record UserRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string PasswordHash { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required bool Disabled { get; init; }

    /// <summary>Wrong passwords and codes since the last right one.</summary>
    public required long Failures { get; init; }

    public required DateTimeOffset LockedUntil { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>The authenticator's secret, encrypted, or null.</summary>
    public byte[]? TotpSecret { get; init; }

    /// <summary>The secret of an authenticator that has not shown a code yet, encrypted, or null.</summary>
    public byte[]? TotpPending { get; init; }

    /// <summary>The step of the last code that was taken; it and those before are not taken again.</summary>
    public required long TotpStep { get; init; }

    public bool IsAdministrator => !Disabled && Roles.Contains(Contracts.Access.Roles.Administrator);

    public Actor Actor => new() { Kind = ActorKind.User, Id = Id, Name = Name, Permissions = Contracts.Access.Roles.PermissionsOf(Roles) };

    public static UserRow Of(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Name = row.Text("name"),
        PasswordHash = row.Text("password_hash"),
        Roles = row.Text("roles").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Disabled = row.Flag("disabled"),
        Failures = row.Number("failures"),
        LockedUntil = row.Time("locked_until"),
        Created = row.Time("created"),
        LastSignIn = row.TimeOrNull("last_sign_in"),
        TotpSecret = row.BytesOrNull("totp_secret"),
        TotpPending = row.BytesOrNull("totp_pending"),
        TotpStep = row.Number("totp_step"),
    };

    public UserInfo ToInfo(DateTimeOffset now) => new()
    {
        Id = Id,
        Name = Name,
        Roles = Roles,
        Disabled = Disabled,
        HasTotp = TotpSecret is not null,
        LockedUntil = LockedUntil > now ? LockedUntil : null,
        Created = Created,
        LastSignIn = LastSignIn,
    };
}
