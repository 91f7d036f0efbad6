using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Platform.Health;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>Registers the syslog and RELP inputs.</summary>
public static class SyslogServices
{
    /// <summary>Adds the inputs that are switched on; they run with the host.</summary>
    /// <exception cref="SyslogException">An option is wrong; the message names it and what is allowed.</exception>
    public static IServiceCollection AddSyslog(this IServiceCollection services, SyslogOptions options)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new SyslogException("syslog options: " + string.Join("; ", faults.Select(f => f.ErrorMessage)));
        if (!options.IsAnyOn) return services;
        return services
            .AddSingleton(options)
            .AddSingleton<SyslogServer>()
            .AddSingleton<IHealthSource, SyslogHealth>()
            .AddHostedService(parts => parts.GetRequiredService<SyslogServer>());
    }
}
