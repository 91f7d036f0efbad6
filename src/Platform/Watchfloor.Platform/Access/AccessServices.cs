using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Access;

/// <summary>Registration of requests and their handlers.</summary>
public static class AccessServices
{
    /// <summary>Adds the dispatcher. What the framework cannot read of a request it throws, so that <see cref="UniformProblems"/> can say it.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services) =>
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true).AddSingleton<IRequests, RequestDispatcher>();

    /// <summary>Adds the handler of one type of request.</summary>
    public static IServiceCollection AddHandler<TRequest, TAnswer, THandler>(this IServiceCollection services)
        where TRequest : IRequest<TAnswer>
        where THandler : class, IRequestHandler<TRequest, TAnswer> =>
        services.AddSingleton<IRequestHandler<TRequest, TAnswer>, THandler>();
}
