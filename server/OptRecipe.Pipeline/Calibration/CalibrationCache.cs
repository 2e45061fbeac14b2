using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>Entries of a cache by name. What cannot be written is not, what cannot be read is missing; neither throws. Thread-safe.</summary>
public interface ICacheStore
{
    byte[]? Read(string name);
    void Write(string name, byte[] bytes);
}

/// <summary>Ranges by what they were measured of: the model's bytes, the samples' fingerprint, the methods. In memory and, where there is a store, on the disk. Thread-safe.</summary>
public sealed class CalibrationCache(ICacheStore? store = null)
{
    /// <summary>Raised whenever the same input may give other ranges.</summary>
    private const int Version = 2;
    /// <summary>Where entries outlive the process; null for nowhere.</summary>
    internal ICacheStore? Store => store;

    private readonly ConcurrentDictionary<string, TensorRanges> _known = new(StringComparer.Ordinal);

    /// <summary>The key of a measurement; reads the whole model.</summary>
    internal static byte[] KeyOf(Model model, string samples, int count, CalibrationOptions options)
    {
        var hash = new XxHash128();
        using (var sink = new HashSink(hash)) ModelWriter.Write(model, sink);
        var kernels = options.Interpreter.Kernels ?? Environment.GetEnvironmentVariable("OPTRECIPE_KERNELS") ?? "";
        var text = new StringBuilder(FormattableString.Invariant($"\n{Version}\n{samples}\n{count}\n{kernels}\n{System.Numerics.Vector<byte>.Count}\n{options.Method}\n"));
        foreach (var (tensor, method) in options.Overrides.OrderBy(pair => pair.Key)) text.Append(FormattableString.Invariant($"{tensor.Subgraph} {tensor.Tensor} {method}\n"));
        hash.Append(Encoding.UTF8.GetBytes(text.ToString()));
        return hash.GetCurrentHash();
    }

    internal TensorRanges? Find(byte[] key)
    {
        var name = NameOf(key);
        if (_known.TryGetValue(name, out var known)) return known;
        if (store?.Read(name) is not { } bytes || RangesBytes.Read(bytes, key) is not { } found) return null;
        return _known.GetOrAdd(name, found);
    }

    internal void Add(byte[] key, TensorRanges ranges)
    {
        var name = NameOf(key);
        _known[name] = ranges;
        store?.Write(name, RangesBytes.Write(ranges, key));
    }

    private static string NameOf(byte[] key) => Convert.ToHexStringLower(key) + ".ranges";

    /// <summary>A stream that only feeds a hash.</summary>
    private sealed class HashSink(XxHash128 hash) : WriteOnlyStream
    {
        protected override void Take(ReadOnlySpan<byte> bytes) => hash.Append(bytes);
    }
}
