using System.Net;
using System.Net.Sockets;

namespace Watchfloor.Platform.Identity;

/// <summary>Bounds how often passwords and one-time links are tried from one address: so many in each minute.</summary>
internal sealed class AttemptLimit(IdentityOptions options, TimeProvider time)
{
    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> _windows = new(StringComparer.Ordinal);

    /// <summary>Takes one attempt; false when there were too many.</summary>
    /// <param name="address">From where.</param>
    /// <param name="wait">How long to wait then.</param>
    public bool TryTake(string address, out TimeSpan wait)
    {
        wait = default;
        var now = time.GetUtcNow();
        var key = KeyOf(address);
        lock (_lock)
        {
            if (_windows.Count >= MaxAddresses && !_windows.ContainsKey(key)) key = MakeRoom(now) ? key : "";
            var window = _windows.GetValueOrDefault(key);
            if (now - window.Since >= _window) window = (now, 0);
            if (window.Count >= options.AttemptsPerMinute)
            {
                wait = window.Since + _window - now;
                return false;
            }

            _windows[key] = (window.Since, window.Count + 1);
            return true;
        }
    }

    /// <summary>A home or an office has a whole /64 of IPv6 addresses (RFC 6177 §2), so they count as one.</summary>
    private static string KeyOf(string address)
    {
        if (!IPAddress.TryParse(address, out var ip)) return address;
        if (ip.IsIPv4MappedToIPv6) return ip.MapToIPv4().ToString();
        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(ip.GetAddressBytes().AsSpan(0, 8)) : address;
    }

    private bool MakeRoom(DateTimeOffset now)
    {
        foreach (var ended in _windows.Where(w => now - w.Value.Since >= _window).Select(w => w.Key).ToList()) _windows.Remove(ended);
        // Still full: whoever is new shares one window until there is room again.
        return _windows.Count < MaxAddresses;
    }
}
