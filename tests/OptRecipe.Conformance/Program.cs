using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;

// Runs folders of the layout of golden/kernels through our interpreter: passed, failed and not done by operator.
// usage: OptRecipe.Conformance [folder…] [--filter text] [--runtime name] [--kernels name] [--failures] [--native]
// --native compares with native TensorFlow Lite 2.9 in this process instead of the stored results.
var folders = new List<string>();
string filter = "", kernels = "";
var runtime = PlayedRuntime.LiteRT23;
bool showsFailures = false, isNative = false;
for (var index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "--filter": filter = args[++index]; break;
        case "--kernels": kernels = args[++index]; break;
        case "--failures": showsFailures = true; break;
        case "--native": isNative = true; break;
        case "--runtime" when PlayedRuntimeNames.TryParse(args[++index], out runtime): break;
        default: folders.Add(args[index]); break;
    }
}
if (folders.Count == 0 && SharedFolder.Path is { } shared) folders.Add(Path.Combine(shared, "golden", "kernels"));
var options = new InterpreterOptions { Runtime = runtime, Kernels = kernels.Length > 0 ? kernels : null };
var results = folders.SelectMany(Cases).Select(@case => isNative ? NativeCaseRunner.Run(@case, options) : KernelCaseRunner.Run(@case, options)).ToList();
foreach (var group in results.GroupBy(result => result.Case.Operator).OrderBy(group => group.Key, StringComparer.Ordinal))
    Console.WriteLine($"{group.Key,-32} {Count(group, CaseOutcome.Passed),5} passed {Count(group, CaseOutcome.Failed),5} failed {Count(group, CaseOutcome.NotDone),5} not done");
if (showsFailures)
    foreach (var result in results.Where(result => result.Outcome != CaseOutcome.Passed)) Console.WriteLine($"{result.Case.File}: {result.Reason}");
Console.WriteLine($"{results.Count(result => result.Outcome == CaseOutcome.Passed)} passed, {results.Count(result => result.Outcome == CaseOutcome.Failed)} failed, {results.Count(result => result.Outcome == CaseOutcome.NotDone)} not done");
return results.Exists(result => result.Outcome == CaseOutcome.Failed) ? 1 : 0;

IEnumerable<KernelCase> Cases(string folder)
{
    var verdicts = new NativeVerdicts(folder);
    return KernelCase.ReadIndex(folder).Where(@case => @case.Refused is null && @case.File.Contains(filter, StringComparison.Ordinal) && (!isNative || verdicts.Runs(@case)));
}

static int Count(IEnumerable<CaseResult> results, CaseOutcome outcome) => results.Count(result => result.Outcome == outcome);
