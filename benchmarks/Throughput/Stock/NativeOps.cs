using System.Runtime.InteropServices;
using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>
/// Operators with a number in their schema, which the dispatcher's C function cannot take: the C++ functions that LibTorch exports
/// for them (at::_ops::X::call), called by their Linux names. A tensor argument is a pointer to an at::Tensor, as our handles are;
/// a returned tensor is built in memory that the caller gives. Only for measuring: these names are no stable interface.
/// </summary>
internal static unsafe class NativeOps
{
    private const string Prefix = "_ZN2at4_ops";
    private static readonly nint s_library = NativeLibrary.Load(Engine.LoadedFrom);
    private static readonly nint s_threshold = Find("18threshold_backward4callERKNS_6TensorES4_RKN3c106ScalarE");
    private static readonly nint s_hardtanh = Find("17hardtanh_backward4callERKNS_6TensorES4_RKN3c106ScalarES8_");
    private static readonly nint s_add = Find("11add__Tensor4callERNS_6TensorERKS2_RKN3c106ScalarE");
    private static readonly nint s_addNumber = Find("11add__Scalar4callERNS_6TensorERKN3c106ScalarES7_");
    private static readonly nint s_mulNumber = Find("11mul__Scalar4callERNS_6TensorERKN3c106ScalarE");
    private static readonly nint s_lerp = Find("12lerp__Scalar4callERNS_6TensorERKS2_RKN3c106ScalarE");
    private static readonly nint s_addcmul = Find("8addcmul_4callERNS_6TensorERKS2_S5_RKN3c106ScalarE");
    private static readonly nint s_addcdiv = Find("8addcdiv_4callERNS_6TensorERKS2_S5_RKN3c106ScalarE");
    private static readonly nint s_divNumber = Find("10div_Scalar4callERKNS_6TensorERKN3c106ScalarE");

    /// <summary>c10::Scalar: a tag (0: double), then the value in a union of 16 bytes, aligned to 16.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Number
    {
        internal long Tag;
        private long _gap;
        internal double Value;
        private long _rest;

        internal static Number* At(byte* memory, double value)
        {
            var number = (Number*)(((nint)memory + 15) & ~15);
            *number = new Number { Value = value };
            return number;
        }
    }

    internal static Tensor ThresholdBackward(Tensor dy, Tensor y)
    {
        byte* m = stackalloc byte[48];
        nint result = (nint)NativeMemory.AllocZeroed(8);
        _ = ((delegate* unmanaged<nint, nint, nint, Number*, nint>)s_threshold)(result, dy.NativeTensor, y.NativeTensor, Number.At(m, 0));
        return new Tensor(result);
    }

    internal static Tensor HardtanhBackward(Tensor dy, Tensor y, double low, double high)
    {
        byte* a = stackalloc byte[48];
        byte* b = stackalloc byte[48];
        nint result = (nint)NativeMemory.AllocZeroed(8);
        _ = ((delegate* unmanaged<nint, nint, nint, Number*, Number*, nint>)s_hardtanh)(
            result, dy.NativeTensor, y.NativeTensor, Number.At(a, low), Number.At(b, high));
        return new Tensor(result);
    }

    internal static Tensor Divide(Tensor x, double value)
    {
        byte* m = stackalloc byte[48];
        nint result = (nint)NativeMemory.AllocZeroed(8);
        _ = ((delegate* unmanaged<nint, nint, Number*, nint>)s_divNumber)(result, x.NativeTensor, Number.At(m, value));
        return new Tensor(result);
    }

    internal static void AddInPlace(Tensor x, Tensor other) => Ternary(s_add, x, other, 1);

    internal static void AddInPlace(Tensor x, double value)
    {
        byte* a = stackalloc byte[48];
        byte* b = stackalloc byte[48];
        _ = ((delegate* unmanaged<nint, Number*, Number*, nint>)s_addNumber)(x.NativeTensor, Number.At(a, value), Number.At(b, 1));
    }

    internal static void MultiplyInPlace(Tensor x, double value)
    {
        byte* m = stackalloc byte[48];
        _ = ((delegate* unmanaged<nint, Number*, nint>)s_mulNumber)(x.NativeTensor, Number.At(m, value));
    }

    internal static void Lerp(Tensor x, Tensor end, double weight) => Ternary(s_lerp, x, end, weight);

    internal static void AddProduct(Tensor x, Tensor a, Tensor b, double value) => Quaternary(s_addcmul, x, a, b, value);

    internal static void AddQuotient(Tensor x, Tensor a, Tensor b, double value) => Quaternary(s_addcdiv, x, a, b, value);

    private static void Ternary(nint function, Tensor x, Tensor a, double value)
    {
        byte* m = stackalloc byte[48];
        _ = ((delegate* unmanaged<nint, nint, Number*, nint>)function)(x.NativeTensor, a.NativeTensor, Number.At(m, value));
    }

    private static void Quaternary(nint function, Tensor x, Tensor a, Tensor b, double value)
    {
        byte* m = stackalloc byte[48];
        _ = ((delegate* unmanaged<nint, nint, nint, Number*, nint>)function)(x.NativeTensor, a.NativeTensor, b.NativeTensor, Number.At(m, value));
    }

    private static nint Find(string name) => NativeLibrary.TryGetExport(s_library, Prefix + name, out nint address) ? address
        : throw new NotSupportedException($"--stock: {Engine.LoadedFrom} does not export {Prefix + name} (Linux, LibTorch 2.10)");
}
