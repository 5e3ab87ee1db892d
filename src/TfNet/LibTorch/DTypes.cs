using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>TensorFlow's element types and the numbers LibTorch gives them (asked for, never assumed).</summary>
internal static class DTypes
{
    private static readonly int[] s_toTorch = new int[32];
    private static readonly TF_DataType[] s_fromTorch = new TF_DataType[64];

    internal static void Load()
    {
        Array.Fill(s_toTorch, -1);
        Set(TF_DataType.TF_FLOAT, Native.aoti_torch_dtype_float32());
        Set(TF_DataType.TF_DOUBLE, Native.aoti_torch_dtype_float64());
        Set(TF_DataType.TF_HALF, Native.aoti_torch_dtype_float16());
        Set(TF_DataType.TF_BFLOAT16, Native.aoti_torch_dtype_bfloat16());
        Set(TF_DataType.TF_INT8, Native.aoti_torch_dtype_int8());
        Set(TF_DataType.TF_INT16, Native.aoti_torch_dtype_int16());
        Set(TF_DataType.TF_INT32, Native.aoti_torch_dtype_int32());
        Set(TF_DataType.TF_INT64, Native.aoti_torch_dtype_int64());
        Set(TF_DataType.TF_UINT8, Native.aoti_torch_dtype_uint8());
        Set(TF_DataType.TF_BOOL, Native.aoti_torch_dtype_bool());
    }

    internal static int ToTorch(TF_DataType type)
    {
        Engine.Ensure();
        int code = (uint)type < (uint)s_toTorch.Length ? s_toTorch[(int)type] : -1;
        return code >= 0 ? code : throw new TypeError($"dtype: expected a type that tensors have; received {type.as_numpy_name()}");
    }

    internal static TF_DataType FromTorch(int code) =>
        (uint)code < (uint)s_fromTorch.Length ? s_fromTorch[code] : TF_DataType.DtInvalid;

    private static void Set(TF_DataType type, int code)
    {
        s_toTorch[(int)type] = code;
        s_fromTorch[code] = type;
    }
}
