using System.Buffers.Binary;
using static System.Numerics.BitOperations;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The 64-bit fingerprint of FarmHash (farmhashna), which is the same on every machine.</summary>
public static class FarmHash
{
    private const ulong K0 = 0xc3a5c85c97cb3127, K1 = 0xb492b66fbe98f273, K2 = 0x9ae16a3b2f90404f;

    public static ulong Fingerprint64(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        <= 16 => UpTo16(bytes),
        <= 32 => UpTo32(bytes),
        <= 64 => UpTo64(bytes),
        _ => Longer(bytes),
    };

    private static ulong UpTo16(ReadOnlySpan<byte> s)
    {
        var length = s.Length;
        var multiplier = K2 + (ulong)length * 2;
        if (length >= 8)
        {
            var (a, b) = (Word(s, 0) + K2, Word(s, length - 8));
            return Mix(RotateRight(b, 37) * multiplier + a, (RotateRight(a, 25) + b) * multiplier, multiplier);
        }
        if (length >= 4) return Mix((ulong)length + ((ulong)Half(s, 0) << 3), Half(s, length - 4), multiplier);
        if (length == 0) return K2;
        var (y, z) = (s[0] + ((uint)s[length >> 1] << 8), (uint)length + ((uint)s[length - 1] << 2));
        return Fold(y * K2 ^ z * K0) * K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        var multiplier = K2 + (ulong)s.Length * 2;
        var (a, b, c, d) = (Word(s, 0) * K1, Word(s, 8), Word(s, s.Length - 8) * multiplier, Word(s, s.Length - 16) * K2);
        return Mix(RotateRight(a + b, 43) + RotateRight(c, 30) + d, a + RotateRight(b + K2, 18) + c, multiplier);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        var multiplier = K2 + (ulong)s.Length * 2;
        var (a, b, c, d) = (Word(s, 0) * K2, Word(s, 8), Word(s, s.Length - 8) * multiplier, Word(s, s.Length - 16) * K2);
        var y = RotateRight(a + b, 43) + RotateRight(c, 30) + d;
        var z = Mix(y, a + RotateRight(b + K2, 18) + c, multiplier);
        var (e, f, g, h) = (Word(s, 16) * multiplier, Word(s, 24), (y + Word(s, s.Length - 32)) * multiplier, (z + Word(s, s.Length - 24)) * multiplier);
        return Mix(RotateRight(e + f, 43) + RotateRight(g, 30) + h, e + RotateRight(f + a, 18) + g, multiplier);
    }

    private static ulong Longer(ReadOnlySpan<byte> s)
    {
        var seed = 81UL;
        var (x, y) = (seed * K2 + Word(s, 0), seed * K1 + 113);
        var z = Fold(y * K2 + 113) * K2;
        (ulong First, ulong Second) v = default, w = default;
        var rest = (s.Length - 1) & 63;
        for (var at = 0; at < s.Length - 1 - rest; at += 64) Block(s[at..], K1, ref x, ref y, ref z, ref v, ref w, isLast: false);
        var multiplier = K1 + ((z & 0xff) << 1);
        w.First += (ulong)rest;
        v.First += w.First;
        w.First += v.First;
        Block(s[^64..], multiplier, ref x, ref y, ref z, ref v, ref w, isLast: true);
        return Mix(Mix(v.First, w.First, multiplier) + Fold(y) * K0 + z, Mix(v.Second, w.Second, multiplier) + x, multiplier);
    }

    private static void Block(ReadOnlySpan<byte> s, ulong multiplier, ref ulong x, ref ulong y, ref ulong z, ref (ulong First, ulong Second) v, ref (ulong First, ulong Second) w, bool isLast)
    {
        x = RotateRight(x + y + v.First + Word(s, 8), 37) * multiplier;
        y = RotateRight(y + v.Second + Word(s, 48), 42) * multiplier;
        x ^= isLast ? w.Second * 9 : w.Second;
        y += (isLast ? v.First * 9 : v.First) + Word(s, 40);
        z = RotateRight(z + w.First, 33) * multiplier;
        v = Weak(s, v.Second * multiplier, x + w.First);
        w = Weak(s[32..], z + w.Second, y + Word(s, 16));
        (z, x) = (x, z);
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
    {
        a += Word(s, 0);
        b = RotateRight(b + a + Word(s, 24), 21);
        var c = a;
        a += Word(s, 8) + Word(s, 16);
        return (a + Word(s, 24), b + RotateRight(a, 44) + c);
    }

    private static ulong Mix(ulong u, ulong v, ulong multiplier) => Fold((v ^ Fold((u ^ v) * multiplier)) * multiplier) * multiplier;

    private static ulong Fold(ulong value) => value ^ (value >> 47);

    private static ulong Word(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);

    private static uint Half(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt32LittleEndian(s[at..]);
}
