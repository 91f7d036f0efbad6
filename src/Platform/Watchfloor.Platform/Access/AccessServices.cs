using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Platform.Access;

/// <summary>Registration of requests and their handlers.</summary>
public static class AccessServices
{
    /// <summary>Adds the dispatcher.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services) => services.AddSingleton<IRequests, RequestDispatcher>();

    /// <summary>Adds the handler of one type of request.</summary>
    public static IServiceCollection AddHandler<TRequest, TAnswer, THandler>(this IServiceCollection services)
        where TRequest : IRequest<TAnswer>
        where THandler : class, IRequestHandler<TRequest, TAnswer> =>
        services.AddSingleton<IRequestHandler<TRequest, TAnswer>, THandler>();
}
