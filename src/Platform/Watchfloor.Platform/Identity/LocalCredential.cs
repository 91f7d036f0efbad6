using System.Security.Cryptography;
using System.Text;
using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Identity;

/// <summary>
/// A credential for the command line on the same machine: made at each start, kept in memory and in a file that only the owner of the data
/// directory can read. Whoever can read that file could read everything else there too.
/// </summary>
public sealed class LocalCredential
{
    /// <summary>The secret.</summary>
    public string Token { get; } = "local_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The actor of a credential, or null when it is not this one.</summary>
    public Actor? ActorOf(string credential) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(credential), Encoding.UTF8.GetBytes(Token)) ? Actor.System : null;
}
