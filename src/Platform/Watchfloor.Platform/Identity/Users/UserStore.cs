using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>The users in the state, each change with its ledger entry.</summary>
public sealed class UserStore(StateDatabase state, ILedgerWriter ledger, TimeProvider time)
{
    private const int MaxName = 100;

    /// <summary>Hashes by PBKDF2 with a salt of its own (ASP.NET Core Identity, format 3).</summary>
    private static readonly PasswordHasher<string> _hasher = new();

    /// <summary>Makes a user.</summary>
    /// <returns>The user's id.</returns>
    public async Task<Result<string>> CreateAsync(string name, string password, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellation)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl)) return CommonErrors.Invalid("name", $"A user needs a name of 1 to {MaxName} characters.");
        if (roles.FirstOrDefault(r => !Roles.All.ContainsKey(r)) is { } unknown) return CommonErrors.Invalid("roles", $"'{unknown}' is no role; there are {string.Join(", ", Roles.All.Keys)}.");
        if (PasswordPolicy.Fault(password, name) is { } weak) return weak;

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString();
        var hash = _hasher.HashPassword(id, password);
        try
        {
            await state.WriteAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync(
                        """
                        INSERT INTO app_user (id, name, name_key, password_hash, roles, disabled, failures, locked_until, stamp, created)
                        VALUES (@id, @name, @key, @hash, @roles, 0, 0, 0, @stamp, @now)
                        """,
                        cancellation,
                        ("id", id),
                        ("name", name),
                        ("key", KeyOf(name)),
                        ("hash", hash),
                        ("roles", string.Join(' ', roles)),
                        ("stamp", Guid.NewGuid().ToString()),
                        ("now", now.UtcTicks)).ConfigureAwait(false);
                    await ledger.AppendAsync(
                        transaction,
                        new LedgerEntry
                        {
                            Type = "user.created",
                            Actor = actor,
                            Subject = id,
                            PersonId = id,
                            Payload = JsonSerializer.SerializeToElement(new UserFact(name, roles), IdentityJson.Default.UserFact),
                        },
                        cancellation).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (System.Data.Common.DbException e) when (state.Dialect.IsDuplicate(e))
        {
            return new Error(ErrorKind.Conflict, "user.exists", $"There is a user {name} already.") { Field = "name" };
        }

        return id;
    }

    /// <summary>True when there is a user who may do everything.</summary>
    public Task<bool> HasAdministratorAsync(CancellationToken cancellation) =>
        state.ReadAsync(
            async s => (await s.QueryAsync("SELECT roles FROM app_user WHERE disabled = 0", r => r.Text("roles"), cancellation).ConfigureAwait(false)).Any(r => r.Split(' ').Contains(Roles.Administrator)),
            cancellation);

    /// <summary>Names that differ in case only are the same person's.</summary>
    private static string KeyOf(string name) => name.Normalize().ToLowerInvariant();
}
