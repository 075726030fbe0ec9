;; Finds where one of many four-byte texts may begin, sixteen places at a time (the "Teddy" idea of
;; Hyperscan): for each of four neighbouring bytes two tables, by low and by high half, hold a bit per
;; group of texts; a place is a candidate when one bit survives all eight. prefilter.ts fills the tables.
;; Memory: 0-127 the tables; the text and the list of candidates lie where the caller says. Seventeen
;; bytes behind the text are read too.
(module
  (memory (export "memory") 3)
  (func (export "scan") (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $l0 v128) (local $h0 v128) (local $l1 v128) (local $h1 v128)
    (local $l2 v128) (local $h2 v128) (local $l3 v128) (local $h3 v128)
    (local $low v128) (local $v v128) (local $acc v128) (local $mask i32)
    (local.set $low (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $l0 (v128.load (i32.const 0)))
    (local.set $h0 (v128.load (i32.const 16)))
    (local.set $l1 (v128.load (i32.const 32)))
    (local.set $h1 (v128.load (i32.const 48)))
    (local.set $l2 (v128.load (i32.const 64)))
    (local.set $h2 (v128.load (i32.const 80)))
    (local.set $l3 (v128.load (i32.const 96)))
    (local.set $h3 (v128.load (i32.const 112)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $acc (v128.and
          (i8x16.swizzle (local.get $l0) (v128.and (local.get $v) (local.get $low)))
          (i8x16.swizzle (local.get $h0) (i8x16.shr_u (local.get $v) (i32.const 4)))))
        (local.set $v (v128.load offset=1 (local.get $at)))
        (local.set $acc (v128.and (local.get $acc) (v128.and
          (i8x16.swizzle (local.get $l1) (v128.and (local.get $v) (local.get $low)))
          (i8x16.swizzle (local.get $h1) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (local.set $v (v128.load offset=2 (local.get $at)))
        (local.set $acc (v128.and (local.get $acc) (v128.and
          (i8x16.swizzle (local.get $l2) (v128.and (local.get $v) (local.get $low)))
          (i8x16.swizzle (local.get $h2) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (local.set $v (v128.load offset=3 (local.get $at)))
        (local.set $acc (v128.and (local.get $acc) (v128.and
          (i8x16.swizzle (local.get $l3) (v128.and (local.get $v) (local.get $low)))
          (i8x16.swizzle (local.get $h3) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (if (v128.any_true (local.get $acc))
          (then
            (local.set $mask (i32.xor (i32.const 65535)
              (i8x16.bitmask (i8x16.eq (local.get $acc)
                (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)))))
            (loop $bits
              (i32.store (local.get $out)
                (i32.add (local.get $at) (i32.ctz (local.get $mask))))
              (local.set $out (i32.add (local.get $out) (i32.const 4)))
              (local.set $mask (i32.and (local.get $mask)
                (i32.sub (local.get $mask) (i32.const 1))))
              (br_if $bits (local.get $mask)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $out)))
