using NumSharp;

namespace Tensorflow;

/// <summary>
/// Arithmetic and comparison operators. A number takes the tensor's dtype, so <c>x * 0.1</c> is exact in float64 and
/// rounded once in float32. Comparisons give bool tensors. == and != compare references, as objects do.
/// </summary>
public sealed partial class Tensor
{
    public static Tensor operator -(Tensor x) => MathOps.Negative(x);

    public static Tensor operator +(Tensor x, Tensor y) => MathOps.Add(x, y);

    public static Tensor operator +(Tensor x, double y) => MathOps.Add(x, Creation.ScalarFor(x, y));

    public static Tensor operator +(double x, Tensor y) => MathOps.Add(Creation.ScalarFor(y, x), y);

    public static Tensor operator +(Tensor x, NDArray y) => MathOps.Add(x, Operand.Like(y, x));

    public static Tensor operator +(NDArray x, Tensor y) => MathOps.Add(Operand.Like(x, y), y);

    public static Tensor operator -(Tensor x, Tensor y) => MathOps.Subtract(x, y);

    public static Tensor operator -(Tensor x, double y) => MathOps.Subtract(x, Creation.ScalarFor(x, y));

    public static Tensor operator -(double x, Tensor y) => MathOps.Subtract(Creation.ScalarFor(y, x), y);

    public static Tensor operator -(Tensor x, NDArray y) => MathOps.Subtract(x, Operand.Like(y, x));

    public static Tensor operator -(NDArray x, Tensor y) => MathOps.Subtract(Operand.Like(x, y), y);

    public static Tensor operator *(Tensor x, Tensor y) => MathOps.Multiply(x, y);

    public static Tensor operator *(Tensor x, double y) => MathOps.Multiply(x, Creation.ScalarFor(x, y));

    public static Tensor operator *(double x, Tensor y) => MathOps.Multiply(Creation.ScalarFor(y, x), y);

    public static Tensor operator *(Tensor x, NDArray y) => MathOps.Multiply(x, Operand.Like(y, x));

    public static Tensor operator *(NDArray x, Tensor y) => MathOps.Multiply(Operand.Like(x, y), y);

    public static Tensor operator /(Tensor x, Tensor y) => MathOps.Divide(x, y);

    public static Tensor operator /(Tensor x, double y) => MathOps.Divide(x, Creation.ScalarFor(x, y));

    public static Tensor operator /(double x, Tensor y) => MathOps.Divide(Creation.ScalarFor(y, x), y);

    public static Tensor operator /(Tensor x, NDArray y) => MathOps.Divide(x, Operand.Like(y, x));

    public static Tensor operator /(NDArray x, Tensor y) => MathOps.Divide(Operand.Like(x, y), y);

    public static Tensor operator %(Tensor x, Tensor y) => BinaryOps.FloorMod(x, y);

    public static Tensor operator %(Tensor x, double y) => BinaryOps.FloorMod(x, Creation.ScalarFor(x, y));

    public static Tensor operator %(double x, Tensor y) => BinaryOps.FloorMod(Creation.ScalarFor(y, x), y);

    public static Tensor operator %(Tensor x, NDArray y) => BinaryOps.FloorMod(x, Operand.Like(y, x));

    public static Tensor operator %(NDArray x, Tensor y) => BinaryOps.FloorMod(Operand.Like(x, y), y);

    public static Tensor operator >(Tensor x, Tensor y) => Compare.Greater(x, y);

    public static Tensor operator >(Tensor x, double y) => Compare.Greater(x, Creation.ScalarFor(x, y));

    public static Tensor operator >(double x, Tensor y) => Compare.Greater(Creation.ScalarFor(y, x), y);

    public static Tensor operator >(Tensor x, NDArray y) => Compare.Greater(x, Operand.Like(y, x));

    public static Tensor operator >(NDArray x, Tensor y) => Compare.Greater(Operand.Like(x, y), y);

    public static Tensor operator <(Tensor x, Tensor y) => Compare.Less(x, y);

    public static Tensor operator <(Tensor x, double y) => Compare.Less(x, Creation.ScalarFor(x, y));

    public static Tensor operator <(double x, Tensor y) => Compare.Less(Creation.ScalarFor(y, x), y);

    public static Tensor operator <(Tensor x, NDArray y) => Compare.Less(x, Operand.Like(y, x));

    public static Tensor operator <(NDArray x, Tensor y) => Compare.Less(Operand.Like(x, y), y);

    public static Tensor operator >=(Tensor x, Tensor y) => Compare.GreaterEqual(x, y);

    public static Tensor operator >=(Tensor x, double y) => Compare.GreaterEqual(x, Creation.ScalarFor(x, y));

    public static Tensor operator >=(double x, Tensor y) => Compare.GreaterEqual(Creation.ScalarFor(y, x), y);

    public static Tensor operator >=(Tensor x, NDArray y) => Compare.GreaterEqual(x, Operand.Like(y, x));

    public static Tensor operator >=(NDArray x, Tensor y) => Compare.GreaterEqual(Operand.Like(x, y), y);

    public static Tensor operator <=(Tensor x, Tensor y) => Compare.LessEqual(x, y);

    public static Tensor operator <=(Tensor x, double y) => Compare.LessEqual(x, Creation.ScalarFor(x, y));

    public static Tensor operator <=(double x, Tensor y) => Compare.LessEqual(Creation.ScalarFor(y, x), y);

    public static Tensor operator <=(Tensor x, NDArray y) => Compare.LessEqual(x, Operand.Like(y, x));

    public static Tensor operator <=(NDArray x, Tensor y) => Compare.LessEqual(Operand.Like(x, y), y);
}
