using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Micro;

namespace OptRecipe.Benchmarks;

/// <summary>Where and with what the figures were measured.</summary>
internal static class Machine
{
    public static string Description { get; } =
        $"{Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}, load {Load()}\n{Sets()}";

    /// <summary>Which instruction sets the runtime uses here, and the kernel set that follows from them.</summary>
    private static string Sets()
    {
        (string Name, bool Is)[] sets =
        [
            ("Avx2", Avx2.IsSupported), ("Fma", Fma.IsSupported), ("AvxVnni", AvxVnni.IsSupported), ("Avx512F", Avx512F.IsSupported), ("Avx512BW", Avx512BW.IsSupported), ("Avx512Vbmi", Avx512Vbmi.IsSupported),
            ("Vector512", Vector512.IsHardwareAccelerated), ("Avx10v1", Avx10v1.IsSupported), ("AdvSimd", AdvSimd.IsSupported), ("Dp", Dp.IsSupported),
        ];
        var chosen = MicroKernelSet.Choose(Environment.GetEnvironmentVariable("OPTRECIPE_KERNELS")).Name;
        return $"IsSupported: {string.Join(" ", sets.Where(set => set.Is).Select(set => set.Name))}; not: {string.Join(" ", sets.Where(set => !set.Is).Select(set => set.Name))}; kernel set: {chosen}";
    }

    private static string Processor()
    {
        const string Key = "model name";
        var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>How many processes wanted to run during the last minute: other people's work is in the figures too.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
