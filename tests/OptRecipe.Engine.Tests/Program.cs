using System.Reflection;
using OptRecipe.Engine.Kernels.Micro;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OptRecipe.Engine.Tests;

/// <summary>Runs the tests whose full names contain one of the arguments, in this process: for a processor that has no test host here, as one that is emulated (server/docs/kernels.md).
/// Prints failures and the closing line of <c>dotnet test</c>; ends with 1 when a test failed or none ran.</summary>
internal static class Program
{
    private static int Main(string[] names)
    {
        Console.WriteLine($"kernel sets: {string.Join(", ", MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable))}; bytes by four: {MicroKernelSet.Choose(null).HasUInt8}");
        var assembly = Assembly.GetExecutingAssembly();
        using var sink = new Sink();
        using var framework = new XunitTestFramework(sink);
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        discoverer.Find(false, sink, new Options());
        sink.Finished.WaitOne();
        using var executor = framework.GetExecutor(assembly.GetName());
        executor.RunTests(sink.Cases.Where(@case => names.Any(name => @case.DisplayName.Contains(name, StringComparison.Ordinal))), sink, new Options());
        sink.Finished.WaitOne();
        var (failed, passed) = (sink.FailedCount, sink.PassedCount);
        Console.WriteLine($"{(failed > 0 ? "Failed" : "Passed")}!  - Failed: {failed}, Passed: {passed}, Skipped: 0, Total: {failed + passed}");
        return failed > 0 || passed == 0 ? 1 : 0;
    }

    private sealed class Sink : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly Lock _gate = new();

        public List<ITestCase> Cases { get; } = [];
        public AutoResetEvent Finished { get; } = new(false);
        public int PassedCount { get; private set; }
        public int FailedCount { get; private set; }

        /// <summary>Messages come from several threads.</summary>
        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (_gate)
                switch (message)
                {
                    case ITestCaseDiscoveryMessage { TestCase: var found }: Cases.Add(found); break;
                    case ITestPassed: PassedCount++; break;
                    case ITestFailed { Test.DisplayName: var name } failure: Fail(name, failure); break;
                    case IErrorMessage failure: Fail("outside the tests", failure); break;
                    case IDiscoveryCompleteMessage or ITestAssemblyFinished: Finished.Set(); break;
                }
            return true;
        }

        private void Fail(string name, IFailureInformation failure)
        {
            FailedCount++;
            Console.WriteLine($"{name}\n{string.Join('\n', failure.Messages)}\n{string.Join('\n', failure.StackTraces)}");
        }

        public void Dispose() => Finished.Dispose();
    }

    /// <summary>None: what the framework does by itself.</summary>
    private sealed class Options : LongLivedMarshalByRefObject, ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        public TValue GetValue<TValue>(string name) => default!;
        public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException(name);
    }
}
