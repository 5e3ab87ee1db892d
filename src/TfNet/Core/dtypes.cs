using NumSharp;

namespace Tensorflow;

/// <summary>Names, sizes and kinds of the element types.</summary>
public static class dtypes
{
    public static string as_numpy_name(this TF_DataType type) => type switch
    {
        TF_DataType.TF_FLOAT => "float32",
        TF_DataType.TF_DOUBLE => "float64",
        TF_DataType.TF_HALF => "float16",
        TF_DataType.TF_BFLOAT16 => "bfloat16",
        TF_DataType.TF_INT8 => "int8",
        TF_DataType.TF_INT16 => "int16",
        TF_DataType.TF_INT32 => "int32",
        TF_DataType.TF_INT64 => "int64",
        TF_DataType.TF_UINT8 => "uint8",
        TF_DataType.TF_BOOL => "bool",
        TF_DataType.TF_STRING => "string",
        _ => "invalid",
    };

    /// <summary>The type of a name such as "float32"; an unknown name is a ValueError that lists the known ones.</summary>
    public static TF_DataType as_tf_dtype(this string name) => name switch
    {
        "float32" or "float" => TF_DataType.TF_FLOAT,
        "float64" or "double" => TF_DataType.TF_DOUBLE,
        "float16" or "half" => TF_DataType.TF_HALF,
        "bfloat16" => TF_DataType.TF_BFLOAT16,
        "int8" => TF_DataType.TF_INT8,
        "int16" => TF_DataType.TF_INT16,
        "int32" => TF_DataType.TF_INT32,
        "int64" => TF_DataType.TF_INT64,
        "uint8" => TF_DataType.TF_UINT8,
        "bool" => TF_DataType.TF_BOOL,
        _ => throw new ValueError($"dtype: expected float16, bfloat16, float32, float64, int8, int16, int32, int64, uint8 or bool; received '{name}'"),
    };

    public static TF_DataType as_tf_dtype(this Type type) =>
        type == typeof(float) ? TF_DataType.TF_FLOAT
        : type == typeof(double) ? TF_DataType.TF_DOUBLE
        : type == typeof(Half) ? TF_DataType.TF_HALF
        : type == typeof(sbyte) ? TF_DataType.TF_INT8
        : type == typeof(short) ? TF_DataType.TF_INT16
        : type == typeof(int) ? TF_DataType.TF_INT32
        : type == typeof(long) ? TF_DataType.TF_INT64
        : type == typeof(byte) ? TF_DataType.TF_UINT8
        : type == typeof(bool) ? TF_DataType.TF_BOOL
        : throw new TypeError($"dtype: expected float, double, Half, sbyte, short, int, long, byte or bool; received {type.Name}");

    /// <summary>The .NET type of an element (bfloat16 has none and is an error).</summary>
    public static Type as_system_dtype(this TF_DataType type) => type switch
    {
        TF_DataType.TF_FLOAT => typeof(float),
        TF_DataType.TF_DOUBLE => typeof(double),
        TF_DataType.TF_HALF => typeof(Half),
        TF_DataType.TF_INT8 => typeof(sbyte),
        TF_DataType.TF_INT16 => typeof(short),
        TF_DataType.TF_INT32 => typeof(int),
        TF_DataType.TF_INT64 => typeof(long),
        TF_DataType.TF_UINT8 => typeof(byte),
        TF_DataType.TF_BOOL => typeof(bool),
        _ => throw new TypeError($"dtype: expected a type that .NET has; received {type.as_numpy_name()}"),
    };

    public static bool is_floating(this TF_DataType type) =>
        type is TF_DataType.TF_FLOAT or TF_DataType.TF_DOUBLE or TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16;

    public static bool is_integer(this TF_DataType type) =>
        type is TF_DataType.TF_INT8 or TF_DataType.TF_INT16 or TF_DataType.TF_INT32 or TF_DataType.TF_INT64 or TF_DataType.TF_UINT8;

    public static bool is_bool(this TF_DataType type) => type == TF_DataType.TF_BOOL;

    /// <summary>Bytes of one element.</summary>
    public static int get_datatype_size(this TF_DataType type) => type switch
    {
        TF_DataType.TF_DOUBLE or TF_DataType.TF_INT64 => 8,
        TF_DataType.TF_FLOAT or TF_DataType.TF_INT32 => 4,
        TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 or TF_DataType.TF_INT16 => 2,
        TF_DataType.TF_INT8 or TF_DataType.TF_UINT8 or TF_DataType.TF_BOOL => 1,
        _ => throw new TypeError($"dtype: expected a numeric type or bool; received {type.as_numpy_name()}"),
    };

    internal static TF_DataType FromNumSharp(NPTypeCode code) => code switch
    {
        NPTypeCode.Single => TF_DataType.TF_FLOAT,
        NPTypeCode.Double => TF_DataType.TF_DOUBLE,
        NPTypeCode.Int32 => TF_DataType.TF_INT32,
        NPTypeCode.Int64 => TF_DataType.TF_INT64,
        NPTypeCode.Byte => TF_DataType.TF_UINT8,
        NPTypeCode.Boolean => TF_DataType.TF_BOOL,
        NPTypeCode.Int16 => TF_DataType.TF_INT16,
        _ => throw new TypeError($"dtype: expected float32, float64, int16, int32, int64, uint8 or bool; received NumSharp's {code}"),
    };
}
