using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

// Opens, prepares and runs one model in a process that has opened none before, published as the server is. Prints milliseconds of reading, preparing, the first and the second
// invocation; then of the first three together the processor's time, the time of compiling at run time, and how many methods were. `npm run bench -- coldstart` starts it.
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: optrecipe-cold-start MODEL");
    return 2;
}
var (methods, compiling, processor) = (JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime(), Environment.CpuUsage.TotalTime);
var start = Stopwatch.GetTimestamp();
var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(args[0])));
var read = Stopwatch.GetElapsedTime(start);
using var interpreter = new Interpreter(model);
interpreter.AllocateTensors();
var prepared = Stopwatch.GetElapsedTime(start);
interpreter.Invoke();
var first = Stopwatch.GetElapsedTime(start);
(methods, compiling, processor) = (JitInfo.GetCompiledMethodCount() - methods, JitInfo.GetCompilationTime() - compiling, Environment.CpuUsage.TotalTime - processor);
var again = Stopwatch.GetTimestamp();
interpreter.Invoke();
var second = Stopwatch.GetElapsedTime(again);
foreach (var time in (ReadOnlySpan<TimeSpan>)[read, prepared - read, first - prepared, second, processor, compiling]) Console.Write(time.TotalMilliseconds.ToString("0.00 ", CultureInfo.InvariantCulture));
Console.WriteLine(methods);
return 0;
