using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SharpFuzz;
using SharpFuzz.Common;

namespace OptRecipe.TFLite.Tests.Fuzzing;

/// <summary><see cref="FuzzTarget"/> over copies of our assemblies in which SharpFuzz counts every branch. One at a time: the counters are the process's.</summary>
internal sealed unsafe class InstrumentedTarget : IDisposable
{
    /// <summary>As in AFL: branches are hashed into as many counters.</summary>
    private const int MapSize = 1 << 16;
    private static readonly string[] Instrumented = ["OptRecipe.FlatBuffers", "OptRecipe.TFLite"];

    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-fuzz").FullName;
    private readonly Context _context;
    private readonly Func<byte[], int, bool> _check;
    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(MapSize);
    private readonly byte[] _seen = new byte[MapSize];

    public InstrumentedTarget()
    {
        Trace.SharedMem = _map;
        var tests = typeof(FuzzTarget).Assembly.GetName().Name ?? "";
        foreach (var name in Instrumented.Append(tests)) File.Copy(Path.Combine(AppContext.BaseDirectory, name + ".dll"), Path.Combine(_folder, name + ".dll"));
        foreach (var name in Instrumented) Fuzzer.Instrument(Path.Combine(_folder, name + ".dll"), _ => true, Options.Value);
        _context = new(_folder);
        var type = _context.LoadFromAssemblyPath(Path.Combine(_folder, tests + ".dll")).GetType(typeof(FuzzTarget).FullName ?? "", throwOnError: true);
        _check = (type?.GetMethod(nameof(FuzzTarget.Check)) ?? throw new MissingMethodException(nameof(FuzzTarget.Check))).CreateDelegate<Func<byte[], int, bool>>();
    }

    /// <summary>How many branches have been seen so far.</summary>
    public int BranchCount => _seen.Count(hits => hits != 0);

    /// <summary>Checks some bytes; true when they went where none before went, or a branch was taken in another order of magnitude.</summary>
    public bool Check(byte[] bytes, int index)
    {
        NativeMemory.Clear(_map, MapSize);
        Trace.PrevLocation = 0;
        _check(bytes, index);
        var isNew = false;
        var map = (ulong*)_map;
        for (var word = 0; word < MapSize / 8; word++)
        {
            if (map[word] == 0) continue;
            for (var at = 8 * word; at < 8 * word + 8; at++)
            {
                var bucket = Bucket(_map[at]);
                if ((_seen[at] | bucket) == _seen[at]) continue;
                _seen[at] |= bucket;
                isNew = true;
            }
        }
        return isNew;
    }

    public void Dispose()
    {
        // Loaded code goes on counting.
        _context.Unload();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Windows keeps loaded files.
        }
    }

    /// <summary>1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more: a bit each.</summary>
    private static byte Bucket(byte hits) => hits switch { 0 => 0, 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 };

    private sealed class Context(string folder) : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name) => Instrumented.Contains(name.Name) ? LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
    }
}
